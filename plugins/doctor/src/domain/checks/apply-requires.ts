import type {Job} from './check-target.js'
import type {JobIndex} from './plan-targets.js'
import {isGood, type Look} from '../results/result.js'

/**
 * Turns what a job saw into a skip where a check it requires did not pass, and into an error where checks require each other
 * in a circle. Give the jobs in the order of their levels.
 */
export function applyRequires(
  jobs: readonly Job[],
  index: JobIndex,
  cycles: ReadonlyMap<string, string>,
  looks: Map<Job, Look>,
): void {
  const isBlocked = (required: Job): boolean => {
    const look = looks.get(required)
    return look !== undefined && !isGood(look)
  }
  for (const job of jobs) {
    const {id, requires} = job.check
    if (!requires || requires.length === 0) continue
    const cycle = cycles.get(id)
    if (cycle !== undefined) {
      looks.set(job, {
        ...nothing,
        sightings: [{status: 'error', key: '', message: `requires itself: ${cycle}`, fixable: false}],
      })
      continue
    }
    const unmet = requires.find((required) => index.someRequired(job, required, isBlocked))
    if (unmet === undefined) continue
    looks.set(job, {...nothing, sightings: [{status: 'skip', key: '', message: `needs ${unmet}`, fixable: false}]})
  }
}

const nothing = {log: [], durationMs: 0} as const
