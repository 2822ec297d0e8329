/** A program's input that is made as it is taken. It is begun when the first chunk is wanted. */
export class InputReader {
  readonly #chunks: AsyncIterable<Uint8Array>
  #iterator: AsyncIterator<Uint8Array> | undefined
  #isOver = false

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks
  }

  /** @returns undefined at the end. @throws what the source throws */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#isOver) return undefined
    this.#iterator ??= this.#chunks[Symbol.asyncIterator]()
    try {
      const step: IteratorResult<Uint8Array, unknown> = await this.#iterator.next()
      if (!step.done) return step.value
      this.#isOver = true
      return undefined
    } catch (error) {
      this.#isOver = true
      throw error
    }
  }

  /** No more of it is wanted. What it says to that interests nobody. */
  close(): void {
    if (this.#isOver) return
    this.#isOver = true
    void closed(this.#iterator).catch(() => undefined)
  }
}

async function closed(iterator: AsyncIterator<Uint8Array> | undefined): Promise<void> {
  await iterator?.return?.()
}
