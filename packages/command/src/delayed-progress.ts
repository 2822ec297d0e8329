import {printable} from '@gt-town/text'
import {within} from '@gt-town/waiting'

const quickMs = 500
const refreshMs = 100

/**
 * Shows on stderr what long work is doing, once it has taken half a second; quick work pays nothing for it. When the work
 * ends, nothing of it stays on the screen.
 * @param say asked ten times a second for one line
 */
export async function withDelayedProgress<T>(
  mode: 'terminal' | 'silent',
  say: () => string,
  work: () => Promise<T>,
): Promise<T> {
  const running = work()
  if (mode === 'silent' || !(await takesLong(running))) return running
  const {liveProgress} = await import('./live-progress.js')
  const follow = async (report: (line: string) => void): Promise<T> => {
    const timer = setInterval(() => report(printable(say())), refreshMs)
    try {
      return await running
    } finally {
      clearInterval(timer)
    }
  }
  return liveProgress(printable(say()), follow, {asTitle: true, clear: true})
}

/** @throws what the work throws before that */
async function takesLong(running: Promise<unknown>): Promise<boolean> {
  // It may fail while listr2 is loaded, when nobody waits for it; who waits afterwards is told.
  running.catch(() => undefined)
  const isOver = running.then(() => true)
  return !(await within(quickMs, isOver, () => false))
}
