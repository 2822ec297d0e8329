import {pause} from '@gt-town/waiting'
import pLimit, {type LimitFunction} from 'p-limit'

/** An sshd drops some of those who have not logged in yet when they are more than ten (MaxStartups). */
const mostAtOnce = 8
/** How often it is tried again where the other side ended it before it said who it is, and how long is waited at first. */
const [mostRetries, firstPauseMs] = [6, 100]

/** An sshd that has no place says so at once: what ends later has another reason. */
const dropMs = 2000

/** By host and port, as resolved: one that never answers holds up no other. */
const limits = new Map<string, LimitFunction>()

/**
 * Shakes hands with one sshd when it is its turn, and again where the sshd had no place for one more.
 * @param where its address and port, whatever name led there
 * @param isDropped whether an error says that it ended it before anything was said
 * @throws what `attempt` throws in the end
 */
export async function inTurn<T>(
  where: string,
  attempt: () => Promise<T>,
  isDropped: (error: unknown) => boolean,
  stop: AbortSignal,
): Promise<T> {
  const limit = limits.get(where) ?? pLimit(mostAtOnce)
  limits.set(where, limit)
  for (let retries = 0; ; retries++) {
    let began = 0
    try {
      return await limit(async () => {
        began = performance.now()
        return attempt()
      })
    } catch (error) {
      const isLate = performance.now() - began > dropMs
      if (stop.aborted || isLate || retries >= mostRetries || !isDropped(error)) throw error
      // Fewer at a time from now on, and not all at the same moment.
      limit.concurrency = Math.max(1, limit.concurrency >> 1)
      await pause(firstPauseMs * 1.5 ** retries * (0.5 + Math.random()), stop)
    }
  }
}
