import type {GtHook} from '@gt-town/contract'
import {join} from 'node:path'
import {pluginsLoaded} from '../checks/plugins-loaded.js'

const hook: GtHook<'gt:checks'> = async function ({config}) {
  const {name, pjson, dataDir} = config
  // collect() asks each plugin with a config of that plugin alone, made from the real one.
  const {plugins} = Object.getPrototypeOf(config) as typeof config
  return Promise.resolve([
    pluginsLoaded({
      root: name,
      declared: (pjson.oclif.plugins ?? []).filter((plugin) => typeof plugin === 'string'),
      installedFile: join(dataDir, 'package.json'),
      loaded: () => new Set(plugins.keys()),
    }),
  ])
}

export default hook
