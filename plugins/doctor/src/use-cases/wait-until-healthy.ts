import {AbortedError, isGtError} from '@gt-town/contract'
import type {Diagnosis} from '../domain/report/diagnosis.js'
import {fingerprint, notWell, withFixesOf} from '../domain/report/unhealthy-lines.js'
import {pause} from '@gt-town/waiting'
import {diagnose, type DiagnoseOptions, type Patient} from './diagnose.js'

export interface WaitOptions {
  /** how long; with `fix` it begins when all that can be repaired is repaired */
  readonly waitMs: number
  /** wait for warnings too */
  readonly strict: boolean
  /** told what it waits for and how long it may still take, each time before it looks again */
  readonly onWait?: (checks: readonly string[], leftMs: number) => void
}

const firstPauseMs = 1000
const longestPauseMs = 5000

/**
 * Looks, then again and again at what is not well until all is, or the time is over. Whenever something has changed
 * there, it looks at everything, since more may have come to light.
 * @returns the last look at everything; one that the deadline cuts short does not count
 * @throws what diagnose throws
 */
export async function waitUntilWell(
  patient: Patient,
  options: DiagnoseOptions,
  {waitMs, strict, onWait}: WaitOptions,
): Promise<Diagnosis> {
  const repaired = options.fix ? await diagnose(patient, options) : undefined
  const until = performance.now() + waitMs
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), waitMs)
  const looking = {...options, fix: false, signal: AbortSignal.any([options.signal, deadline.signal])}
  let last = repaired ?? (await diagnose(patient, {...options, until}))
  try {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
      const open = notWell(last, {strict})
      const ids = [...new Set(open.map(({job}) => job.check.id))]
      if (open.length === 0) break
      onWait?.(ids, until - performance.now())
      await pause(pauseMs, looking.signal)
      if (options.signal.aborted) throw new AbortedError('the doctor')
      if (deadline.signal.aborted) break
      const again = notWell(await diagnose(patient, {...looking, only: ids}), {strict})
      if (fingerprint(again) !== fingerprint(open)) last = await diagnose(patient, looking)
    }
  } catch (error) {
    if (!isGtError(error, 'GT_ABORTED') || options.signal.aborted) throw error
  } finally {
    clearTimeout(timer)
  }
  return repaired ? withFixesOf(repaired, last) : last
}
