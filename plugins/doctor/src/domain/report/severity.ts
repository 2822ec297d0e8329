import type {Result} from '../results/result.js'

/** What a line means to a program that has to decide; in step with the exit code. `error`: it could not be told. */
export type Severity = 'ok' | 'failure' | 'warning' | 'error' | 'skipped'

/** @param options.strict warnings count as failures */
export function severityOf({status, fixError, ignored}: Result, {strict}: {strict: boolean}): Severity {
  if (ignored) return 'skipped'
  switch (status) {
    case 'pass':
    case 'fixed':
      return 'ok'
    case 'fail':
      return 'failure'
    case 'warn':
      return strict || fixError !== undefined ? 'failure' : 'warning'
    case 'skip':
      return 'skipped'
    case 'error':
    case 'timeout':
      return 'error'
  }
}
