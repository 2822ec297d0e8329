import type {GtError} from '@gt-town/contract'

/** `path` is what the reason is about. */
export interface CloneFault {
  /** `unreadable`: something on the way may not be read; `elsewhere`: it lies where this connection does not look */
  readonly state: 'invalid' | 'unreadable' | 'elsewhere'
  readonly reason: string
  readonly path: string
  /** Why cloning again is no answer, as the next step: the fault lies around the clone. Absent: HEAD, refs, index or objects are broken. */
  readonly nextStep?: string
}

export type CloneState = {readonly state: 'valid'} | {readonly state: 'missing'} | CloneFault

/** A fault that another clone in its place does not have: of HEAD, refs, index or objects. */
export function invalid(reason: string, path: string): CloneFault {
  return {state: 'invalid', reason, path}
}

/** A fault of what is around a clone, which another clone would have as well, or which is the user's to decide. */
export function unfit(reason: string, path: string, nextStep: string): CloneFault {
  return {state: 'invalid', reason, path, nextStep}
}

/** A part of a clone that could not be looked at, as what it means for the clone. */
export function faultOf({code}: GtError, what: string, path: string): CloneFault {
  if (code === 'GT_PERMISSION_DENIED') {
    const nextStep = `let this account read ${path}`
    return {state: 'unreadable', reason: `no permission to read ${what}`, path, nextStep}
  }
  if (code === 'GT_NOT_FOUND') return invalid(`${what} is missing`, path)
  if (code === 'GT_PATH_ESCAPE') return {state: 'elsewhere', reason: `${what} lies outside of the town`, path}
  return invalid(`${what} is not what git expects there`, path)
}
