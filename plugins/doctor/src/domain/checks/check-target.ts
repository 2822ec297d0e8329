import type {Rig} from '@gt-town/contract'
import type {RegisteredCheck} from './registered-check.js'

/** One check and what it is to run on. */
export interface CheckTarget extends RegisteredCheck {
  /** absent for a check of the environment or of the town */
  readonly rig?: Rig
  /** name of the machine it looks at; absent for the one we are on */
  readonly machine?: string
  /** false: it runs since another check needs it, is shown only when it finds something, and is not fixed */
  readonly asked: boolean
}

/** The name of the rig, if it is on one; a rig cannot have an empty name. */
export function targetName({rig}: CheckTarget): string {
  return rig?.name ?? ''
}
