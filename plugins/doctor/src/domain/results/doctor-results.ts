import type {CheckTarget} from '../checks/check-target.js'
import type {CheckRun} from './result.js'

/** Puts the errors that no run could catch in the place of what that check of the doctor itself found. */
export function addStrayErrors(runs: Map<CheckTarget, CheckRun>, errors: readonly string[]): void {
  if (errors.length === 0) return
  for (const [target, run] of runs) {
    if (target.check.id !== 'doctor/stray-errors') continue
    const results = errors.map((message) => ({status: 'error', key: '', message, fixable: false}) as const)
    runs.set(target, {...run, results})
  }
}
