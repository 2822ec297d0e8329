import type {GtError} from '@gt-town/contract'
import type {CheckTarget} from '../checks/check-target.js'
import type {RegisteredCheck} from '../checks/registered-check.js'
import type {Result} from '../results/result.js'
import {makeDiagnosis, type Diagnosis} from './diagnosis.js'

/**
 * All that can be said of a machine that was not reached, or was lost on the way: one line, with the reason and what to do
 * next, and what was repaired by then.
 */
export function unreachedMachine(
  reached: RegisteredCheck,
  machine: string,
  {message, hint}: GtError,
  fixed: ReadonlyMap<CheckTarget, readonly Result[]> = new Map(),
): Diagnosis {
  const prefix = `${machine}: `
  const result = {
    status: 'error',
    key: '',
    message: message.startsWith(prefix) ? message.slice(prefix.length) : message,
    fixable: false,
    ...(hint !== undefined && {hint}),
  } as const
  const all = [[{...reached, machine, asked: true}, [result]], ...fixed] as const
  return makeDiagnosis({}, new Map(all.map(([target, results]) => [target, {results, log: [], durationMs: 0}])))
}
