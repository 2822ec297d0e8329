import type {GtError} from '@gt-town/contract'

/** `path` is what the reason is about. */
export interface CloneFault {
  /** `unreadable`: something on the way may not be read; `elsewhere`: it lies where this connection does not look */
  readonly state: 'invalid' | 'unreadable' | 'elsewhere'
  readonly reason: string
  readonly path: string
}

export type CloneState = {readonly state: 'valid'} | {readonly state: 'missing'} | CloneFault

export function invalid(reason: string, path: string): CloneFault {
  return {state: 'invalid', reason, path}
}

/** A part of a clone that could not be looked at, as what it means for the clone. */
export function faultOf({code}: GtError, what: string, path: string): CloneFault {
  if (code === 'GT_PERMISSION_DENIED') return {state: 'unreadable', reason: `no permission to read ${what}`, path}
  if (code === 'GT_NOT_FOUND') return invalid(`${what} is missing`, path)
  if (code === 'GT_PATH_ESCAPE') return {state: 'elsewhere', reason: `${what} lies outside of the town`, path}
  return invalid(`${what} is not what git expects there`, path)
}
