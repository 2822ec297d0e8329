/**
 * Work that waits more than it computes, at most so many at a time, in the order it was added; it begins when the first
 * outcome is asked for. So the tests of a suite wait for their deadlines together, and each has an outcome of its own.
 */
export class Together<Result> {
  readonly #works: (() => Promise<Result>)[] = []
  readonly #waiting: (() => void)[] = []
  #free: number
  #outcomes: readonly Promise<Result>[] | undefined

  constructor(most: number) {
    this.#free = most
  }

  /** @returns what asks for its outcome */
  add(work: () => Promise<Result>): () => Promise<Result> {
    const index = this.#works.push(work) - 1
    return async () => {
      this.#outcomes ??= this.#beginAll()
      const outcome = this.#outcomes[index]
      if (outcome === undefined) throw new Error('work was added after the first had begun')
      return outcome
    }
  }

  #beginAll(): readonly Promise<Result>[] {
    const outcomes = this.#works.map(async (work) => this.#inTurn(work))
    // A failure is its own test's to tell, which may come later.
    for (const outcome of outcomes) outcome.catch(() => undefined)
    return outcomes
  }

  async #inTurn(work: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }
}
