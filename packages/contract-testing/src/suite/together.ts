import pLimit, {type LimitFunction} from 'p-limit'

/**
 * Work that waits more than it computes, at most so many at a time, in the order it was added; it begins when the first
 * outcome is asked for. So the tests of a suite wait for their deadlines together, and each has an outcome of its own.
 */
export class Together<Result> {
  readonly #works: (() => Promise<Result>)[] = []
  readonly #limit: LimitFunction
  #outcomes: readonly Promise<Result>[] | undefined

  constructor(most: number) {
    this.#limit = pLimit(most)
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
    const outcomes = this.#works.map(async (work) => this.#limit(work))
    // A failure is its own test's to tell, which may come later.
    for (const outcome of outcomes) outcome.catch(() => undefined)
    return outcomes
  }
}
