import type {GtError} from '@gt-town/contract'
import type {CloneFault} from './inspect-clone.js'

/** A part of a clone that could not be looked at, as what it means for the clone. */
export function faultOf({code}: GtError, what: string, path: string): CloneFault {
  if (code === 'GT_PERMISSION_DENIED') return {state: 'unreadable', reason: `no permission to read ${what}`, path}
  if (code === 'GT_NOT_FOUND') return {state: 'invalid', reason: `${what} is missing`, path}
  if (code === 'GT_PATH_ESCAPE') return {state: 'elsewhere', reason: `${what} lies outside of the town`, path}
  return {state: 'invalid', reason: `${what} is not what git expects there`, path}
}
