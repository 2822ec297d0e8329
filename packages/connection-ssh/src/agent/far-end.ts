import type {Listener} from './remote-stream.js'

/**
 * The other side, as those who want something done there see it, whatever runs there. A conversation is one of: looks and
 * changes (`Q`, last `q` → `R`, last `r`, or `F`), a program (`X`, then `I` input, `E` its end, `K` kill → `O` and `T` output,
 * `Z` its end, `F` it never began, `G` all of it is gone), a lock (`L`, then `U` let go → `L` how it went, `U` gone).
 */
export interface FarEnd {
  /** whether nothing can be said to it any more */
  readonly isLost: boolean
  /** @throws ConnectionLostError: nothing was sent */
  open(listener: Listener): FarStream
  /** @returns the other clock: seconds since 1970 */
  clock(): Promise<number>
  /** Ends it, and everything it runs. */
  close(): Promise<void>
}

/** One conversation. */
export interface FarStream {
  send(type: string, body?: Uint8Array): void
  /**
   * Sends many bytes, no faster than the other side takes them.
   * @param last the type of the last message, where that must differ
   * @returns false where the stream is over before all of it was sent
   */
  pour(type: string, bytes: Uint8Array, last?: string): Promise<boolean>
  /** Nothing is heard of it any more. */
  close(): void
}
