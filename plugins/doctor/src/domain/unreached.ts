import type {GtError} from '@gt-town/contract'
import {makeDiagnosis, type Diagnosis} from './diagnosis.js'
import type {RegisteredCheck} from './registered-check.js'

/** All that can be said of a machine that was not reached: one line, with the reason and what to do next. */
export function unreached(reached: RegisteredCheck, machine: string, {message, hint}: GtError): Diagnosis {
  const prefix = `${machine}: `
  const sighting = {
    status: 'error',
    key: '',
    message: message.startsWith(prefix) ? message.slice(prefix.length) : message,
    fixable: false,
    ...(hint !== undefined && {hint}),
  } as const
  const look = {sightings: [sighting], log: [], durationMs: 0}
  return makeDiagnosis({}, new Map([[{...reached, machine, asked: true}, look]]))
}
