import type {Plan} from '@gt-town/connection'

export type Status = 'pass' | 'fail' | 'warn' | 'skip' | 'error' | 'timeout' | 'fixed'

/** One thing that was seen by one job. */
export interface Sighting {
  readonly status: Status
  /** tells the sightings of one job apart; empty when there is nothing to tell apart */
  readonly key: string
  readonly message?: string
  readonly hint?: string
  readonly details?: readonly string[]
  readonly path?: string
  /** the check has a fix that can repair this */
  readonly fixable: boolean
  /** why the fix did not repair it */
  readonly fixError?: string
  /** what the fix would do, in a dry run */
  readonly plan?: Plan
  /** it is known and accepted: no issue, and not repaired */
  readonly ignored?: {readonly reason: string; readonly until?: string}
}

/** All that one job saw. */
export interface Look {
  readonly sightings: readonly Sighting[]
  readonly log: readonly string[]
  readonly durationMs: number
}

export function isProblem({status, ignored}: Pick<Sighting, 'status' | 'ignored'>): boolean {
  return (status === 'fail' || status === 'warn') && ignored === undefined
}

/** Whether checks that require this one may trust what it looked at: a warning is no obstacle. */
export function isGood({sightings}: Look): boolean {
  return sightings.every(({status}) => status === 'pass' || status === 'warn' || status === 'fixed')
}
