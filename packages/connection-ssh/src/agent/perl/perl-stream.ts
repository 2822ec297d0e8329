import type {GtError} from '@gt-town/contract'
import {deferred} from '@gt-town/waiting'

/** What hears of a stream. Neither may throw. */
export interface StreamListener {
  /** @returns what to wait for before more is read; it never rejects */
  frame(type: string, body: Buffer): Promise<unknown> | undefined
  /** the link is gone, and every stream with it */
  lost(error: GtError): void
}

/** @throws ConnectionLostError: nothing was sent */
export type OpenStream = (listener: StreamListener) => PerlStream

/** As much as may be on its way to a program or a worker that does not take it: more would hold up the others. */
const windowBytes = 512 * 1024
const chunkBytes = 32 * 1024

/**
 * One exchange of messages with the perl program: requests (`Q`, last `q` → `R`, last `r`, or `F`), a program (`X`, then `I`
 * input, `E` its end, `K` kill → `O` and `T` output, `Z` its end, `F` it never began, `G` all of it is gone), a lock (`L`, then
 * `U` release → `L` how it went, `U` gone). Of `Q` and `I` the other side says with `W` how many bytes it has taken.
 */
export class PerlStream {
  readonly #send: (type: string, body: Uint8Array) => void
  readonly #close: () => void
  readonly listener: StreamListener
  /** how many bytes may be sent before more of them are taken */
  #window = windowBytes
  #wake: (() => void) | undefined
  #isOver = false

  constructor(listener: StreamListener, send: (type: string, body: Uint8Array) => void, close: () => void) {
    this.listener = listener
    this.#send = send
    this.#close = close
  }

  send(type: string, body: Uint8Array = new Uint8Array()): void {
    if (!this.#isOver) this.#send(type, body)
  }

  /**
   * Sends many bytes, no faster than the other side takes them.
   * @param last the type of the last message, where that must differ
   * @returns false where the stream is over before all of it was sent
   */
  async write(type: string, bytes: Uint8Array, last = type): Promise<boolean> {
    let at = 0
    do {
      const end = Math.min(at + chunkBytes, bytes.length)
      while (!this.#isOver && this.#window < end - at) {
        const room = deferred()
        this.#wake = room.resolve
        await room.promise
      }
      if (this.#isOver) return false
      this.#window -= end - at
      this.#send(end === bytes.length ? last : type, bytes.subarray(at, end))
      at = end
    } while (at < bytes.length)
    return true
  }

  /** The other side took so many bytes. */
  extendWindow(bytes: number): void {
    this.#window += bytes
    this.#wake?.()
  }

  /** Nothing is heard of it any more. */
  close(): void {
    this.#isOver = true
    this.#wake?.()
    this.#close()
  }
}
