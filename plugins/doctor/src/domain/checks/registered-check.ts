import type {DoctorCheck} from '@gt-town/contract'

/** A check that may run, and the plugin that it comes with. */
export interface RegisteredCheck {
  readonly check: DoctorCheck
  /** name of the plugin's package */
  readonly plugin: string
  readonly version: string
  /**
   * no part of gt: it runs in a worker process and keeps its deadline itself, where an error with the code
   * `GT_CHECK_TIMEOUT` says that it was reached
   */
  readonly isThirdParty?: true
}

/** Package and version of a check that is not one of gt's own, to tell readers whom to turn to; else undefined. */
export function thirdPartyPackage({plugin, version, isThirdParty}: RegisteredCheck): string | undefined {
  return isThirdParty ? `${plugin}@${version}` : undefined
}
