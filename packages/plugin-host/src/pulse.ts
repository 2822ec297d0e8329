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
  #listeners: (() => void)[] = []

  /** @param looked told after every look how long the child has been silent */
  constructor(ping: () => void, looked: (silentMs: number) => void) {
    this.#ping = ping
    this.#looked = looked
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
    this.#isWaiting = false
    this.#silentMs = 0
  }

  /** Asks now. @returns whether there is an answer within so many ms */
  async answersWithin(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms)
      this.#listeners.push(() => {
        clearTimeout(timer)
        resolve(true)
      })
      this.#ping()
    })
  }

  answered(): void {
    this.#isWaiting = false
    this.#silentMs = 0
    for (const listen of this.#listeners.splice(0)) listen()
  }

  #ask(): void {
    this.#isWaiting = true
    this.#ping()
  }
}
