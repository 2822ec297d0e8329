import {GtError, isGtError, messageOf, UsageError, type Connection} from '@gt-town/contract'
import type {Interfaces} from '@oclif/core'
import {join} from 'node:path'
import {npmWords} from './npm.js'
import {refuseOwnName} from './own-names.js'
import {packPlugin} from './pack-plugin.js'
import type {PluginSource} from './plugin-source.js'
import {openStore, type PluginStore} from './plugin-store.js'

export interface InstallOptions {
  readonly force: boolean
  /** of npm: silent, error, verbose … */
  readonly logLevel: string
  readonly signal: AbortSignal
}

export interface InstalledPlugin {
  name: string
  version: string
}

/**
 * Installs one plugin, or leaves the list of plugins as it was. Two at once wait for each other.
 * @throws UsageError, GtError `GT_PLUGIN_LIST_CORRUPT`, `GT_PLUGIN_NOT_FOUND`, `GT_PLUGIN_INSTALL_FAILED`, LockError
 */
export async function installPlugin(
  connection: Connection,
  config: Interfaces.Config,
  source: PluginSource,
  options: InstallOptions,
): Promise<InstalledPlugin> {
  const list = join(config.dataDir, 'package.json')
  await connection.mkdirAll(config.dataDir)
  return connection.withLock(
    list,
    async () => {
      const before = await snapshot(connection, config.dataDir)
      const store = await openStore(connection, config, options.logLevel)
      try {
        const {name, version} = await install(connection, config, source, store, options)
        refuseOwnName(config, name)
        await prune(connection, config.dataDir)
        return {name, version}
      } catch (error) {
        const changed = await restore(connection, config.dataDir, before)
        const tidy = changed ? await prunedModules(store, config.dataDir) : undefined
        throw failureOf(error, source, tidy)
      }
    },
    {timeoutMs: 600_000, signal: options.signal},
  )
}

async function install(
  connection: Connection,
  config: Interfaces.Config,
  source: PluginSource,
  store: PluginStore,
  {force, signal}: InstallOptions,
): Promise<Interfaces.Config> {
  if (source.kind === 'registry') return store.install(source.name, {force, tag: source.tag})
  if (source.kind === 'url') return store.install(source.url, {force})
  const folder = join(config.dataDir, 'packages')
  const file = await packPlugin(connection, source.path, {npm: npmWords(config), folder, signal})
  return store.install(`file:${file}`, {force})
}

const files = ['package.json', 'package-lock.json']
const emptyList = `${JSON.stringify({private: true, dependencies: {}, oclif: {schema: 1, plugins: []}}, null, 2)}\n`

/** @returns the bytes of what an install changes; undefined where it is not there */
async function snapshot(connection: Connection, folder: string): Promise<(Buffer | undefined)[]> {
  const [list, lock] = await Promise.all(files.map(async (name) => readIfThere(connection, join(folder, name))))
  try {
    if (list) JSON.parse(list.toString())
  } catch (error) {
    throw new GtError('GT_PLUGIN_LIST_CORRUPT', `the list of plugins in ${join(folder, 'package.json')} is not JSON`, {
      hint: 'fix it, or move it away and install the plugins again',
      cause: error,
    })
  }
  return [list, lock]
}

/** @returns whether there was anything to put back */
async function restore(
  connection: Connection,
  folder: string,
  [list, lock]: readonly (Buffer | undefined)[],
): Promise<boolean> {
  const [listNow, lockNow] = await snapshotAnyway(connection, folder)
  if (sameBytes(list, listNow) && sameBytes(lock, lockNow)) return false
  await connection.writeFile(join(folder, 'package.json'), list ?? emptyList)
  const lockFile = join(folder, 'package-lock.json')
  if (lock) await connection.writeFile(lockFile, lock)
  else if (lockNow) await connection.remove(lockFile)
  return true
}

async function snapshotAnyway(connection: Connection, folder: string): Promise<(Buffer | undefined)[]> {
  return Promise.all(files.map(async (name) => readIfThere(connection, join(folder, name))))
}

/** @returns what npm could not tidy up, if it could not */
async function prunedModules(store: PluginStore, cwd: string): Promise<string | undefined> {
  try {
    await store.npm.install([], {cwd, logLevel: 'silent', prod: true})
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/** Removes what gt packed for plugins that are not installed from it any more. */
async function prune(connection: Connection, folder: string): Promise<void> {
  const list = (await readIfThere(connection, join(folder, 'package.json')))?.toString() ?? ''
  const packages = join(folder, 'packages')
  try {
    for (const {name} of await connection.listDir(packages)) {
      if (name.endsWith('.tgz') && !list.includes(name)) await connection.remove(join(packages, name))
    }
  } catch (error) {
    if (!isGtError(error, 'GT_NOT_FOUND')) throw error
  }
}

async function readIfThere(connection: Connection, path: string): Promise<Buffer | undefined> {
  try {
    return await connection.readFile(path)
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return undefined
    throw error
  }
}

function sameBytes(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other)
}

/** What plugin-plugins says in many ways, as one error with a next step. */
function failureOf(error: unknown, source: PluginSource, untidy: string | undefined): unknown {
  if (isGtError(error)) return error
  const what = source.kind === 'path' ? source.path : source.kind === 'url' ? source.url : source.name
  const message = messageOf(error).split('\n')[0] ?? ''
  const options = {cause: error}
  if (message.includes('plugin is invalid')) {
    return new UsageError(
      'GT_PLUGIN_INVALID',
      `${what} is a package, but not a plugin: its package.json has no "oclif"`,
      {
        ...options,
        hint: 'check the name; gt plugins install --help says what a plugin is',
      },
    )
  }
  if (message.includes('does not exist in the registry')) {
    return new UsageError('GT_PLUGIN_NOT_FOUND', `the registry has no package ${what}, or it could not be reached`, {
      ...options,
      hint: `check the name and the network; for a folder or a file write ./${what}`,
    })
  }
  const rest = untidy === undefined ? '' : `; and what was installed could not be removed: ${untidy}`
  return new GtError('GT_PLUGIN_INSTALL_FAILED', `${what} could not be installed: ${message}${rest}`, {
    ...options,
    hint: 'run it again with --verbose to see all that npm says',
  })
}
