import {
  fail,
  isGtError,
  pass,
  skip,
  warn,
  type Connection,
  type EnvironmentCheck,
  type Finding,
} from '@gt-town/contract'
import {join} from 'node:path'
import {manifestFlaws} from '../domain/plugins/manifest-flaws.js'
import type {LoadedThirdPartyPlugin} from '../domain/plugins/third-party-plugin.js'

/** A manifest is trusted without looking at the commands, so that an old one hides new commands and lists lost ones. */
export function pluginManifestFresh(thirdParty: () => readonly LoadedThirdPartyPlugin[]): EnvironmentCheck {
  return {
    id: 'doctor/plugin-manifest-fresh',
    title: 'The manifest of every plugin is up to date',
    category: 'Plugins',
    scope: 'environment',
    description:
      'The oclif.manifest.json that a plugin ships is of its version, and lists the command files that are there and no others.',
    remedy: 'In the folder of the plugin: delete oclif.manifest.json, or make it again with npx oclif manifest.',

    async run({connection}) {
      if (connection.machine !== 'local') return skip('plugins are loaded on this machine, not on that one')
      const findings = await Promise.all(thirdParty().map(async (plugin) => findingsOf(connection, plugin)))
      return findings.flat().length > 0 ? findings.flat() : pass()
    },
  }
}

async function findingsOf(connection: Connection, plugin: LoadedThirdPartyPlugin): Promise<Finding[]> {
  const {name, version, root, commandFolder} = plugin
  const path = join(root, 'oclif.manifest.json')
  const text = await unlessMissing(connection.readFile(path))
  if (text === undefined) return []
  const files = commandFolder === undefined ? [] : await filesBelow(connection, root, commandFolder)
  const {useless, gone, unlisted} = manifestFlaws(text.toString(), version, commandFolder, files)
  const about = {path, hint: 'delete it, or make it again: npx oclif manifest'}
  const title = `The oclif.manifest.json of ${name} ${version}`
  return [
    ...(useless === undefined ? [] : [warn(`${title} ${useless}: gt does not use it`, {...about, key: `${name} use`})]),
    ...(gone.length === 0
      ? []
      : [fail(`${title} lists commands whose files are gone: ${gone.join(', ')}`, {...about, key: `${name} gone`})]),
    ...(unlisted.length === 0
      ? []
      : [warn(`${title} does not list ${unlisted.join(', ')}`, {...about, key: `${name} unlisted`})]),
  ]
}

/** Relative to `root`, in the order of their names. */
async function filesBelow(connection: Connection, root: string, folder: string): Promise<string[]> {
  const entries = (await unlessMissing(connection.listDir(join(root, folder)))) ?? []
  const files = await Promise.all(
    entries.map(async ({name, type}) => {
      const path = join(folder, name)
      return type === 'directory' ? filesBelow(connection, root, path) : [path]
    }),
  )
  return files.flat()
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return undefined
    throw error
  }
}
