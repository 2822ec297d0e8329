const everyMs = 250

/**
 * Notices that a child does not answer. Counts only time in which we could have heard it: where this process itself
 * was held up, one look counts as one interval.
 */
export class Pulse {
  readonly #ping: () => void
  readonly #looked: (silentMs: number) => void
  #timer: NodeJS.Timeout | undefined
  #silentMs = 0
  #isWaiting = false

  /** @param looked told after every look how long the child has been silent */
  constructor(ping: () => void, looked: (silentMs: number) => void) {
    this.#ping = ping
    this.#looked = looked
  }

  get silentMs(): number {
    return this.#silentMs
  }

  /** Looks from now on, until it is stopped. */
  start(): void {
    this.#timer ??= setInterval(() => {
      if (this.#isWaiting) this.#silentMs += everyMs
      else this.#ask()
      this.#looked(this.#silentMs)
    }, everyMs)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.answered()
  }

  answered(): void {
    this.#isWaiting = false
    this.#silentMs = 0
  }

  #ask(): void {
    this.#isWaiting = true
    this.#ping()
  }
}
