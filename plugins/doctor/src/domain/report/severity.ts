import type {Sighting} from '../results/result.js'

/** What a line means to a program that has to decide; in step with the exit code. */
export type Verdict = 'good' | 'bad' | 'odd' | 'unknown' | 'skipped'

/** @param options.strict warnings count as failures */
export function verdictOf({status, fixError, ignored}: Sighting, {strict}: {strict: boolean}): Verdict {
  if (ignored) return 'skipped'
  switch (status) {
    case 'pass':
    case 'fixed':
      return 'good'
    case 'fail':
      return 'bad'
    case 'warn':
      return strict || fixError !== undefined ? 'bad' : 'odd'
    case 'skip':
      return 'skipped'
    case 'error':
    case 'timeout':
      return 'unknown'
  }
}
