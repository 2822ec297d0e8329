import type {Interfaces} from '@oclif/core'
import {checkContractVersion} from '@gt-town/contract'

/**
 * Whether a plugin is not part of gt but was installed or linked by the user. Such code runs in gt's own process only
 * where it must: when one of its own commands runs. One that replaces a part of gt by its name counts as that part.
 */
export function isThirdParty(config: Interfaces.Config, plugin: Pick<Interfaces.Plugin, 'name' | 'type'>): boolean {
  if (plugin.type !== 'user' && plugin.type !== 'link') return false
  return !(config.pjson.oclif.plugins ?? []).includes(plugin.name)
}

/** Why gt could not tell some or all commands of a third-party plugin, where it could not; gt's core notes it as it loads plugins. */
export function manifestProblemOf(plugin: Interfaces.Plugin): string | undefined {
  return 'manifestProblem' in plugin && typeof plugin.manifestProblem === 'string' ? plugin.manifestProblem : undefined
}

/** The version of the contract of checks that a package says it was built for: `"gt": {"contract": 1}`; 1 where it says none. */
export function contractVersionOf(pjson: object): unknown {
  const gt: unknown = 'gt' in pjson ? pjson.gt : undefined
  return typeof gt === 'object' && gt !== null && 'contract' in gt ? gt.contract : checkContractVersion
}
