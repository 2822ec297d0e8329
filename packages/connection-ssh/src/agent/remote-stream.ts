import type {GtError} from '@gt-town/contract'
import type {FarStream} from './far-end.js'

/** What hears of a stream. Neither may throw. */
export interface Listener {
  /** @returns what to wait for before more is read; it never rejects */
  frame(type: string, body: Buffer): Promise<unknown> | undefined
  /** the link is gone, and every stream with it */
  lost(error: GtError): void
}

/** As much as may be on its way to a program or a worker that does not take it: more would hold up the others. */
const windowBytes = 512 * 1024
const chunkBytes = 32 * 1024

/** One conversation with the remote program: some looks, a program that runs there, a lock. */
export class RemoteStream implements FarStream {
  readonly #send: (type: string, body: Uint8Array) => void
  readonly #close: () => void
  readonly listener: Listener
  #room = windowBytes
  #wake: (() => void) | undefined
  #isOver = false

  constructor(listener: Listener, send: (type: string, body: Uint8Array) => void, close: () => void) {
    this.listener = listener
    this.#send = send
    this.#close = close
  }

  send(type: string, body: Uint8Array = new Uint8Array()): void {
    if (!this.#isOver) this.#send(type, body)
  }

  async pour(type: string, bytes: Uint8Array, last = type): Promise<boolean> {
    let at = 0
    do {
      const end = Math.min(at + chunkBytes, bytes.length)
      while (!this.#isOver && this.#room < end - at) await new Promise<void>((resolve) => (this.#wake = resolve))
      if (this.#isOver) return false
      this.#room -= end - at
      this.#send(end === bytes.length ? last : type, bytes.subarray(at, end))
      at = end
    } while (at < bytes.length)
    return true
  }

  /** The other side took so many bytes. */
  grant(bytes: number): void {
    this.#room += bytes
    this.#wake?.()
  }

  /** Nothing is heard of it any more. */
  close(): void {
    this.#isOver = true
    this.#wake?.()
    this.#close()
  }
}
