import type {Connection} from './connection.js'
import type {Workspace} from './workspace.js'

/** What a plugin adds to `gt status`: a section of text, and the same as data for `--json`. */
export interface StatusSection {
  /** key of the section in the JSON document, snake_case */
  key: string
  /** heading in the text */
  title: string
  /** sections are shown by this number, smallest first */
  order: number
  /** rows of an aligned table; the first is the heading */
  rows: string[][]
  data: unknown
}

export type StatusQuestion = {
  connection: Connection
  workspace: Workspace
  signal: AbortSignal
}
