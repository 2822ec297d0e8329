import type {Dropped} from './dropped.js'

/** What can still be read of a document. */
export interface Salvaged {
  /** undefined where nothing can be read */
  readonly value: unknown
  /** what of the document is not in `kept`, a document made of it */
  missingFrom(kept: unknown): Dropped
}
