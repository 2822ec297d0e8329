import type {Finding} from '@gt-town/contract'
import {isProblem, type CheckRun, type Result} from '../results/result.js'

/** What a fix may repair, of one key or of all. */
export function fixableProblems({results}: CheckRun, key?: string): Result[] {
  return results.filter((result) => (key === undefined || result.key === key) && isProblem(result) && result.fixable)
}

/** Whether a run proves that a problem is no more; one that could not tell proves nothing. */
export function isGone({results}: CheckRun, key: string): boolean {
  return results.every(
    ({status, key: other}) => status === 'pass' || ((status === 'fail' || status === 'warn') && other !== key),
  )
}

/** Of a fix that threw nothing. @param run the one after it */
export function whyNotFixed({results}: CheckRun): string {
  const canTell = results.every((result) => result.status === 'pass' || isProblem(result))
  return canTell
    ? 'the fix ran, and the problem is still there'
    : 'the fix ran, but whether it helped could not be seen'
}

/** The finding that a check's fix is given. */
export function toFinding({status, key, message, hint, details, path}: Result): Finding {
  return {
    status: status === 'warn' ? 'warn' : 'fail',
    ...(key !== '' && {key}),
    ...(message !== undefined && {message}),
    ...(hint !== undefined && {hint}),
    ...(details !== undefined && {details: [...details]}),
    ...(path !== undefined && {path}),
  }
}
