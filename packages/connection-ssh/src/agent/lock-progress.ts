import {deferred} from '@gt-town/waiting'
import type {LockAnswer} from './remote-agent.js'

/** What is known of a lock that is held on another machine, or waited for. */
export class LockProgress {
  readonly #answer = deferred<LockAnswer>()
  readonly #gone = deferred()
  readonly #lost = new AbortController()
  #isReleased = false

  constructor() {
    // Where waiting was given up, nobody asks any more.
    this.#answer.promise.catch(() => undefined)
  }

  get acquired(): Promise<LockAnswer> {
    return this.#answer.promise
  }

  get lost(): AbortSignal {
    return this.#lost.signal
  }

  get gone(): Promise<void> {
    return this.#gone.promise
  }

  answered(answer: LockAnswer): void {
    this.#answer.resolve(answer)
  }

  /** From now on its end is no loss. */
  releasing(): void {
    this.#isReleased = true
  }

  /** The process that held it, or waited, is gone. */
  ended(): void {
    if (!this.#isReleased) this.#lost.abort()
    this.#gone.resolve()
  }

  /** It cannot be heard of any more. */
  failed(error: unknown): void {
    this.ended()
    this.#answer.reject(error)
  }
}
