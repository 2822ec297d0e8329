import {isGood, type CheckRun} from '../results/result.js'
import type {CheckTarget} from './check-target.js'
import type {TargetIndex} from './target-index.js'

/**
 * Turns a run into a skip where a check it requires did not pass, and into an error where checks require each other
 * in a circle. Give the targets in the order of their levels.
 */
export function applyRequires(
  targets: readonly CheckTarget[],
  index: TargetIndex,
  cycles: ReadonlyMap<string, string>,
  runs: Map<CheckTarget, CheckRun>,
): void {
  const isBlocked = (required: CheckTarget): boolean => {
    const run = runs.get(required)
    return run !== undefined && !isGood(run)
  }
  for (const target of targets) {
    const {id, requires} = target.check
    if (!requires || requires.length === 0) continue
    const cycle = cycles.get(id)
    if (cycle !== undefined) {
      runs.set(target, {
        ...nothing,
        results: [{status: 'error', key: '', message: `requires itself: ${cycle}`, fixable: false}],
      })
      continue
    }
    const unmet = requires.find((required) => index.someRequired(target, required, isBlocked))
    if (unmet === undefined) continue
    runs.set(target, {...nothing, results: [{status: 'skip', key: '', message: `needs ${unmet}`, fixable: false}]})
  }
}

const nothing = {log: [], durationMs: 0} as const
