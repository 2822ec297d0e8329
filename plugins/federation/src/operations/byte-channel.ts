import {deferred} from '@gt-town/waiting'

/** Bytes on their way from one program to another; who writes waits until they are taken. */
export class ByteChannel implements AsyncIterable<Uint8Array> {
  /** in their order */
  readonly #waiting: {readonly chunk: Uint8Array; readonly taken: () => void}[] = []
  #end: {readonly error?: unknown} | undefined
  #isClosed = false
  #changed = deferred()

  /**
   * Resolves when it was taken, or nobody reads any more.
   * @throws Error after the end: it would be lost
   */
  async write(chunk: Uint8Array): Promise<void> {
    if (this.#isClosed) return
    if (this.#end) throw new Error('bytes came after their end')
    const {promise, resolve} = deferred()
    this.#waiting.push({chunk, taken: resolve})
    this.#tell()
    await promise
  }

  /** Nothing more comes; what waits is taken first. */
  end(): void {
    this.#end ??= {}
    this.#tell()
  }

  /** Whoever reads is told by an error that it is not whole. */
  fail(error: unknown): void {
    this.#end ??= {error}
    this.#tell()
  }

  /** Nobody reads any more. */
  close(): void {
    this.#isClosed = true
    for (const {taken} of this.#waiting.splice(0)) taken()
    this.end()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = this.#waiting.shift()
      if (next !== undefined) {
        next.taken()
        yield next.chunk
      } else if (this.#end) {
        if ('error' in this.#end) throw this.#end.error
        return
      } else await this.#changed.promise
    }
  }

  #tell(): void {
    const before = this.#changed
    this.#changed = deferred()
    before.resolve()
  }
}
