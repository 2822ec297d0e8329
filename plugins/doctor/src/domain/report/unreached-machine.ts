import type {GtError} from '@gt-town/contract'
import {makeDiagnosis, type Diagnosis} from './diagnosis.js'
import type {Job} from '../checks/check-target.js'
import type {RegisteredCheck} from '../checks/registered-check.js'
import type {Sighting} from '../results/result.js'

/**
 * All that can be said of a machine that was not reached, or was lost on the way: one line, with the reason and what to do
 * next, and what was repaired by then.
 */
export function unreached(
  reached: RegisteredCheck,
  machine: string,
  {message, hint}: GtError,
  fixed: ReadonlyMap<Job, readonly Sighting[]> = new Map(),
): Diagnosis {
  const prefix = `${machine}: `
  const sighting = {
    status: 'error',
    key: '',
    message: message.startsWith(prefix) ? message.slice(prefix.length) : message,
    fixable: false,
    ...(hint !== undefined && {hint}),
  } as const
  const seen = [[{...reached, machine, asked: true}, [sighting]], ...fixed] as const
  return makeDiagnosis({}, new Map(seen.map(([job, sightings]) => [job, {sightings, log: [], durationMs: 0}])))
}
