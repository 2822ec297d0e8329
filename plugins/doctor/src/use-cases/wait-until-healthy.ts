import {AbortedError, isGtError} from '@gt-town/contract'
import {Deadline, pause} from '@gt-town/waiting'
import type {Diagnosis} from '../domain/report/diagnosis.js'
import {unhealthyFingerprint, unhealthyLines, withFixesOf} from '../domain/report/unhealthy-lines.js'
import {diagnose, type DiagnoseOptions, type DiagnosisSubject} from './diagnose.js'

export interface WaitOptions {
  /** how long; with `fix` it begins when all that can be repaired is repaired */
  readonly waitMs: number
  /** wait for warnings too */
  readonly strict: boolean
  /** told what it waits for and how long it may still take, each time before the checks run again */
  readonly onWait?: (checks: readonly string[], leftMs: number) => void
}

const firstPauseMs = 1000
const longestPauseMs = 5000

/**
 * Runs all checks, then again and again those that did not pass until all do, or the time is over. Whenever something has
 * changed there, it runs all, since more may have come to light.
 * @returns the last diagnosis of everything; one that the deadline cuts short does not count
 * @throws what diagnose throws
 */
export async function waitUntilHealthy(
  subject: DiagnosisSubject,
  options: DiagnoseOptions,
  {waitMs, strict, onWait}: WaitOptions,
): Promise<Diagnosis> {
  const repaired = options.fix ? await diagnose(subject, options) : undefined
  const until = performance.now() + waitMs
  using deadline = new Deadline(waitMs, options.signal)
  const again = {...options, fix: false, signal: deadline.signal}
  let last = repaired ?? (await diagnose(subject, {...options, until}))
  try {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
      const open = unhealthyLines(last, {strict})
      const ids = [...new Set(open.map(({target}) => target.check.id))]
      if (open.length === 0) break
      onWait?.(ids, until - performance.now())
      await pause(pauseMs, deadline.signal)
      if (options.signal.aborted) throw new AbortedError('the doctor')
      if (deadline.signal.aborted) break
      const now = unhealthyLines(await diagnose(subject, {...again, only: ids}), {strict})
      if (unhealthyFingerprint(now) !== unhealthyFingerprint(open)) last = await diagnose(subject, again)
    }
  } catch (error) {
    if (!isGtError(error, 'GT_ABORTED') || options.signal.aborted) throw error
  }
  return repaired ? withFixesOf(repaired, last) : last
}
