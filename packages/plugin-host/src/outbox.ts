/** Gathers what one turn of the event loop has to say into one message: a message costs more than what is in it. */
export class Outbox<Item> {
  #waiting: Item[] = []
  readonly #send: (items: Item[]) => void
  readonly #later: (flush: () => void) => void

  /**
   * @param later when to send: `setImmediate` after all that can go on without waiting, `process.nextTick` before anything
   *   else is begun
   */
  constructor(send: (items: Item[]) => void, later: (flush: () => void) => void) {
    this.#send = send
    this.#later = later
  }

  push(item: Item): void {
    // Not push(): in the child it may have been replaced, and then nothing would ever be said about it.
    this.#waiting[this.#waiting.length] = item
    if (this.#waiting.length === 1) this.#later(() => this.flush())
  }

  flush(): void {
    const items = this.#waiting
    if (items.length === 0) return
    this.#waiting = []
    this.#send(items)
  }
}
