/** Hears a stream that a token divides, in chunks of any size. */
export class TokenReader {
  readonly #token: Buffer
  readonly #hear: (bytes: Buffer) => void
  readonly #divide: () => void
  #kept: Buffer = Buffer.alloc(0)

  /**
   * @param hear told of bytes between two tokens, as they come
   * @param divide told of each token
   */
  constructor(token: string, hear: (bytes: Buffer) => void, divide: () => void) {
    this.#token = Buffer.from(token)
    this.#hear = hear
    this.#divide = divide
  }

  take(chunk: Buffer): void {
    let text = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk])
    for (let at = text.indexOf(this.#token); at >= 0; at = text.indexOf(this.#token)) {
      if (at > 0) this.#hear(text.subarray(0, at))
      text = text.subarray(at + this.#token.length)
      this.#divide()
    }
    const sure = text.length - this.#beginning(text)
    if (sure > 0) this.#hear(text.subarray(0, sure))
    this.#kept = text.subarray(sure)
  }

  /** How many bytes at the end may be the beginning of a token. */
  #beginning(text: Buffer): number {
    let length = Math.min(this.#token.length - 1, text.length)
    while (length > 0 && !text.subarray(text.length - length).equals(this.#token.subarray(0, length))) length--
    return length
  }
}
