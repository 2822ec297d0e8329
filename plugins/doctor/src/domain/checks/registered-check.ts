import type {DoctorCheck} from '@gt-town/contract'

/** A check that may run, and the plugin that it comes with. */
export interface RegisteredCheck {
  readonly check: DoctorCheck
  /** name of the plugin's package */
  readonly plugin: string
  readonly version: string
}

/** Package and version of a check that is not one of gt's own, to tell readers whom to turn to; else undefined. */
export function thirdPartyPackage({plugin, version}: RegisteredCheck): string | undefined {
  return plugin.startsWith('@gt-town/') ? undefined : `${plugin}@${version}`
}
