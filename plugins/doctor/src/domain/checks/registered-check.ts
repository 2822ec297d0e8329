import type {DoctorCheck} from '@gt-town/contract'

/** A check that may run, and who brought it. */
export interface RegisteredCheck {
  readonly check: DoctorCheck
  /** name of the plugin's package */
  readonly plugin: string
  readonly version: string
}
