import pMap from 'p-map'

/**
 * Does the same with each of them, so many at a time; all are over when it ends, also where one failed.
 * @returns the answers, in the order of the list
 * @throws what the first of the list that failed threw
 */
export async function inParallel<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const settle = async (item: T, index: number): Promise<PromiseSettledResult<R>> =>
    (await Promise.allSettled([work(item, index)]))[0]
  const results = await pMap(items, settle, {concurrency: Math.max(1, atOnce)})
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
}
