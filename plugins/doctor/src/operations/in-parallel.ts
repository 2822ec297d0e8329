/** Does the same with each of them, so many at a time; all are over when it ends. @throws what the first that failed threw */
export async function inParallel<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: PromiseSettledResult<R>[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const [result] = await Promise.allSettled([work(items[index] as T)])
      results[index] = result
    }
  }
  await Promise.all(Array.from({length: Math.min(atOnce, items.length)}, worker))
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
}
