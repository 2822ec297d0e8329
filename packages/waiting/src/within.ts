import {orAborted} from './or-aborted.js'

/** The longest time that a timer of Node can wait, in ms: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
export const longestTimerMs = 2 ** 31 - 1

/**
 * What the work comes to, if that is known in time; the work itself goes on.
 * @param timeoutMs beyond 24 days it is for ever
 * @param late what it comes to otherwise; it may throw
 * @param signal ends the waiting at once: then it rejects with the signal's reason
 */
export async function within<T, L>(
  timeoutMs: number,
  work: Promise<T>,
  late: () => L,
  signal?: AbortSignal,
): Promise<T | Awaited<L>> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<typeof expired>((resolve) => {
    if (timeoutMs <= longestTimerMs) timer = setTimeout(() => resolve(expired), timeoutMs)
  })
  const either = Promise.race([work, over])
  try {
    const first = await (signal ? orAborted(either, signal) : either)
    return first === expired ? await late() : first
  } finally {
    clearTimeout(timer)
  }
}

const expired: unique symbol = Symbol('expired')
