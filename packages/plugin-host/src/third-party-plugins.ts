import {checkContractVersion, GtError} from '@gt-town/contract'
import {contractVersionOf, isThirdParty} from '@gt-town/hooks'
import type {Interfaces} from '@oclif/core'
import type {ConfigFacts, EventName, PluginDescriptor} from './protocol.js'

const events: readonly EventName[] = ['gt:checks', 'gt:status', 'gt:complete']

/** A plugin that is not part of gt and answers one of our hooks. */
export interface ThirdPartyPlugin extends PluginDescriptor {
  /** why it is not asked */
  readonly refusal: GtError | undefined
}

/** Sorted by name. */
export function thirdPartyPlugins(config: Interfaces.Config): ThirdPartyPlugin[] {
  return [...config.plugins.values()]
    .filter((plugin) => events.some((event) => event in plugin.hooks) && isThirdParty(config, plugin))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({name, version, root, moduleType, hooks, pjson}) => ({
      name,
      version,
      root,
      moduleType,
      hooks: Object.fromEntries(events.flatMap((event) => (hooks[event] ? [[event, hooks[event]]] : []))),
      refusal: refusalOf(contractVersionOf(pjson)),
    }))
}

/** What third-party hooks are told of oclif's configuration. */
export function configFacts(config: Interfaces.Config): ConfigFacts {
  const {name, version, bin, root, dataDir, cacheDir, configDir, home, platform, arch} = config
  return {name, version, bin, root, dataDir, cacheDir, configDir, home, platform, arch}
}

function refusalOf(version: unknown): GtError | undefined {
  if (version === checkContractVersion) return undefined
  const built = typeof version === 'number' ? `version ${version}` : 'an unknown version'
  return new GtError(
    'GT_CONTRACT_VERSION',
    `it was built for ${built} of the contract of checks, and this gt has version ${checkContractVersion}`,
    {hint: 'install a version of it that fits, or update gt'},
  )
}
