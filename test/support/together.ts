/**
 * Work that waits more than it computes, at most so many at a time, in this order; it begins when the first outcome is
 * asked for. So the tests of a file wait for their deadlines together, and each still has an outcome of its own.
 */
export function together<Key, Result>(
  most: number,
  works: ReadonlyMap<Key, () => Promise<Result>>,
): (key: Key) => Promise<Result> {
  let outcomes: ReadonlyMap<Key, Promise<Result>> | undefined
  return async (key) => {
    outcomes ??= beginAll(most, works)
    const outcome = outcomes.get(key)
    if (outcome === undefined) throw new Error(`nothing was begun as ${String(key)}`)
    return outcome
  }
}

function beginAll<Key, Result>(
  most: number,
  works: ReadonlyMap<Key, () => Promise<Result>>,
): Map<Key, Promise<Result>> {
  const waiting: (() => void)[] = []
  let free = most
  const begin = async (work: () => Promise<Result>): Promise<Result> => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
  const outcomes = new Map([...works].map(([key, work]) => [key, begin(work)]))
  // A failure is its own test's to tell, which may come later.
  for (const outcome of outcomes.values()) outcome.catch(() => undefined)
  return outcomes
}
