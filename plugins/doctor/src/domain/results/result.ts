import type {Plan} from '@gt-town/connection'

export type Status = 'pass' | 'fail' | 'warn' | 'skip' | 'error' | 'timeout' | 'fixed'

/** One thing that a check found on one target: a finding of the check, or why there is none. */
export interface Result {
  readonly status: Status
  /** tells the results of one run apart; empty when there is nothing to tell apart */
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

/** One run of a check on one target. */
export interface CheckRun {
  readonly results: readonly Result[]
  readonly log: readonly string[]
  readonly durationMs: number
}

export function isProblem({status, ignored}: Pick<Result, 'status' | 'ignored'>): boolean {
  return (status === 'fail' || status === 'warn') && ignored === undefined
}

/** Whether checks that require this one may trust what it looked at: a warning is no obstacle. */
export function isGood({results}: CheckRun): boolean {
  return results.every(({status}) => status === 'pass' || status === 'warn' || status === 'fixed')
}
