/** The longest time that a timer of Node can wait, in ms: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
export const longestTimerMs = 2 ** 31 - 1

/**
 * What the work comes to, if that is known in time; the work itself goes on.
 * @param timeoutMs beyond 24 days it is for ever
 * @param late what it comes to otherwise; it may throw
 */
export async function within<T, L>(timeoutMs: number, work: Promise<T>, late: () => L): Promise<T | Awaited<L>> {
  if (timeoutMs > longestTimerMs) return work
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<typeof expired>((resolve) => (timer = setTimeout(() => resolve(expired), timeoutMs)))
  try {
    const first = await Promise.race([work, over])
    return first === expired ? await late() : first
  } finally {
    clearTimeout(timer)
  }
}

const expired: unique symbol = Symbol('expired')
