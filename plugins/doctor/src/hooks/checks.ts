import {isThirdParty, manifestProblemOf} from '@gt-town/hooks'
import type {GtHook} from '@gt-town/contract'
import {join} from 'node:path'
import {pluginManifest} from '../checks/plugin-manifest.js'
import {pluginManifestFresh} from '../checks/plugin-manifest-fresh.js'
import {pluginsLoaded} from '../checks/plugins-loaded.js'
import {commandFolderOf, type LoadedThirdPartyPlugin} from '../domain/plugins/third-party-plugin.js'

const hook: GtHook<'gt:checks'> = async function ({config}) {
  const {name, pjson, dataDir} = config
  // collect() asks each plugin with a config of that plugin alone, made from the real one.
  const {plugins} = Object.getPrototypeOf(config) as typeof config
  const thirdParty = (): LoadedThirdPartyPlugin[] =>
    [...plugins.values()]
      .filter((plugin) => isThirdParty(config, plugin))
      .sort((one, other) => (one.name < other.name ? -1 : 1))
      .map((plugin) => {
        const commandFolder = commandFolderOf(plugin.pjson.oclif.commands)
        const problem = manifestProblemOf(plugin)
        return {
          name: plugin.name,
          version: plugin.version,
          root: plugin.root,
          ...(commandFolder !== undefined && {commandFolder}),
          ...(problem !== undefined && {problem}),
        }
      })
  return Promise.resolve([
    pluginsLoaded({
      root: name,
      declared: (pjson.oclif.plugins ?? []).filter((plugin) => typeof plugin === 'string'),
      installedFile: join(dataDir, 'package.json'),
      loaded: () => new Set(plugins.keys()),
    }),
    pluginManifest(thirdParty),
    pluginManifestFresh(thirdParty),
  ])
}

export default hook
