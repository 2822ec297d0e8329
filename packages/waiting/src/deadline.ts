import {setMaxListeners} from 'node:events'
/**
 * A deadline as a signal: one timer for all jobs that start together and may take equally long, since thousands of checks need
 * no timer of their own. It keeps the process alive, so that a job which waits for nothing cannot end it silently.
 */
export class Deadline implements Disposable {
  /** fires at the deadline, or with the outer signal */
  readonly signal: AbortSignal
  readonly #timer: NodeJS.Timeout
  readonly #onExpiry: (() => void)[] = []

  constructor(timeoutMs: number, outer: AbortSignal) {
    const controller = new AbortController()
    this.signal = AbortSignal.any([controller.signal, outer])
    setMaxListeners(0, this.signal)
    this.#timer = setTimeout(() => {
      for (const expire of this.#onExpiry) expire()
      controller.abort()
    }, timeoutMs)
  }

  /** What to do at the deadline, before the signal fires; harmless for a job that has ended by then. */
  onExpiry(expire: () => void): void {
    this.#onExpiry.push(expire)
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }
}
