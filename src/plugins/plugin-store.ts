import type {Connection} from '@gt-town/contract'
import type {Interfaces} from '@oclif/core'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {guardCopyOf} from '../third-party/guard-oclif.js'

/** The part of @oclif/plugin-plugins (its class Plugins) that gt uses. */
export interface PluginStore {
  install(name: string, options: {force: boolean; tag?: string}): Promise<Interfaces.Config>
  uninstall(name: string): Promise<void>
  savePJSON(document: object): Promise<void>
  readonly npm: {install(words: string[], options: {cwd: string; logLevel: string; prod: boolean}): Promise<unknown>}
}

/** Loads it from the plugin that brings the other commands of `gt plugins`; it writes the list of plugins through `connection`. */
export async function openStore(
  connection: Connection,
  config: Interfaces.Config,
  logLevel: string,
): Promise<PluginStore> {
  const root = config.plugins.get('@oclif/plugin-plugins')?.root ?? ''
  guardCopyOf(root)
  const url = pathToFileURL(join(root, 'lib', 'plugins.js')).href
  const {default: Plugins} = (await import(url)) as {
    default: new (options: {config: Interfaces.Config; logLevel: string}) => PluginStore
  }
  const store = new Plugins({config, logLevel})
  // After a failure it would take off the list what was installed under that name before.
  store.uninstall = async () => Promise.resolve()
  store.savePJSON = async (document) => {
    await connection.writeFile(
      join(config.dataDir, 'package.json'),
      `${JSON.stringify({name: config.name, ...document}, null, 2)}\n`,
    )
  }
  return store
}
