import {isGtError, type Outcome} from '@gt-town/contract'

/** Whether nothing is there, as against something that cannot be looked at. */
export function isAbsent(outcome: Outcome<unknown>): boolean {
  return !outcome.ok && (isGtError(outcome.error, 'GT_NOT_FOUND') || isGtError(outcome.error, 'GT_NOT_A_DIRECTORY'))
}
