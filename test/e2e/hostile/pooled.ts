/** Works on all items, so many at once. @throws what the first failing one throws, when the others have ended */
export async function pooled<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values()
  const workers = Array.from({length: atOnce}, async () => {
    for (const item of rest) await work(item)
  })
  const failed = (await Promise.allSettled(workers)).find(({status}) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}
