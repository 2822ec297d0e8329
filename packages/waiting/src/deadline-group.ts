/**
 * One timer and one signal for all jobs that start together and may take equally long: thousands of checks need no timer of
 * their own. The timer keeps the process alive, so that a check which waits for nothing cannot end it silently.
 */
export class DeadlineGroup implements Disposable {
  readonly signal: AbortSignal
  readonly #timer: NodeJS.Timeout
  readonly #onExpiry: (() => void)[] = []

  constructor(timeoutMs: number, outer: AbortSignal) {
    const controller = new AbortController()
    this.signal = AbortSignal.any([controller.signal, outer])
    this.#timer = setTimeout(() => {
      for (const expire of this.#onExpiry) expire()
      controller.abort()
    }, timeoutMs)
  }

  /** What to do at the deadline; harmless for a job that has ended by then. */
  onExpiry(expire: () => void): void {
    this.#onExpiry.push(expire)
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }
}
