import {join} from 'node:path'
import {field, jsonOf} from '@gt-town/light'
import {commandOfManifest} from './command-of-manifest.js'
import type {CommandTable, CompletedCommand} from './command-table.js'
import {noteName} from './noted-file.js'

/** A plugin that the user installed or linked. */
interface InstalledPlugin {
  readonly name: string
  readonly root: string
}

/** @param dataFolder oclif's own: its package.json lists them */
export function installedPlugins(dataFolder: string): InstalledPlugin[] {
  const listed = field(field(jsonOf(join(dataFolder, 'package.json')), 'oclif'), 'plugins')
  if (!Array.isArray(listed)) return []
  return listed.flatMap((plugin: unknown) => {
    const [name, root] = [field(plugin, 'name'), field(plugin, 'root')]
    if (typeof name !== 'string') return []
    return [{name, root: typeof root === 'string' ? root : join(dataFolder, 'node_modules', name)}]
  })
}

/** The table with the commands of plugins beside gt's own, which stay what they are. */
export function withThirdParty(
  table: CommandTable,
  plugins: readonly InstalledPlugin[],
  cacheFolder: string,
): CommandTable {
  const commands: Record<string, CompletedCommand> = {}
  const topics: Record<string, string> = {}
  for (const {root} of plugins) {
    for (const [id, command] of Object.entries(commandsIn(root, cacheFolder))) {
      const words = id.split(':')
      if (words.some((word) => !/^[^\s\p{C}]+$/u.test(word))) continue
      const known = typeof command === 'object' && command !== null ? commandOfManifest(command) : undefined
      if (!known) continue
      commands[words.join(' ')] = known
      for (let length = 1; length < words.length; length++) topics[words.slice(0, length).join(' ')] ??= ''
    }
  }
  return {...table, commands: {...commands, ...table.commands}, topics: {...topics, ...table.topics}}
}

/** As manifest-of.ts: the one it ships, else the one that gt made of it. */
function commandsIn(root: string, cacheFolder: string): Record<string, unknown> {
  const shipped = ['oclif.manifest.json', '.oclif.manifest.json'].map((name) => jsonOf(join(root, name)))
  const manifest =
    shipped.find((one) => one !== undefined) ??
    field(jsonOf(join(cacheFolder, 'manifests', noteName(root))), 'manifest')
  const commands = field(manifest, 'commands')
  return typeof commands === 'object' && commands !== null ? (commands as Record<string, unknown>) : {}
}
