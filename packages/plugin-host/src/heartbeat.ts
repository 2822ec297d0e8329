import {deferred, within, type Deferred} from '@gt-town/waiting'

const everyMs = 250

/**
 * Notices that a worker does not answer. Counts only time in which we could have heard it: where this process itself
 * was held up, one beat counts as one interval.
 */
export class Heartbeat {
  readonly #ping: () => void
  readonly #onBeat: (silentMs: number) => void
  #timer: NodeJS.Timeout | undefined
  #silentMs = 0
  #isWaiting = false
  #answer: Deferred<true> | undefined

  /** @param onBeat told at every beat how long the worker has been silent */
  constructor(ping: () => void, onBeat: (silentMs: number) => void) {
    this.#ping = ping
    this.#onBeat = onBeat
  }

  /** Asks from now on, until it is stopped. */
  start(): void {
    this.#timer ??= setInterval(() => {
      if (this.#isWaiting) this.#silentMs += everyMs
      else this.#ask()
      this.#onBeat(this.#silentMs)
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
    const answer = (this.#answer ??= deferred<true>())
    this.#ping()
    return within(ms, answer.promise, () => false)
  }

  answered(): void {
    this.#isWaiting = false
    this.#silentMs = 0
    this.#answer?.resolve(true)
    this.#answer = undefined
  }

  #ask(): void {
    this.#isWaiting = true
    this.#ping()
  }
}
