import {createHash} from 'node:crypto'
import {readdirSync, statSync} from 'node:fs'
import {dirname, join} from 'node:path'
import type {ManifestSource} from './manifest-source.js'

/**
 * What a made manifest depends on, as one short text: it changes when the plugin, one of its command files or its
 * dependencies do. Sizes and times only: no file is read.
 */
export function stampOf({root, version, commands}: ManifestSource): string {
  const hash = createHash('sha256').update(`${root}\0${version}\0${JSON.stringify(commands)}\0${process.versions.node}`)
  for (const path of ['package.json', 'node_modules', ...commandFiles(root, commands)]) {
    const stat = statSync(join(root, path), {throwIfNoEntry: false})
    // npm gives every file it unpacks one and the same time of change.
    hash.update(`\0${path}\0${stat?.size}\0${stat?.mtimeMs}\0${stat?.ctimeMs}`)
  }
  return hash.digest('hex')
}

/** Below the folder of its commands, or beside the one file that exports them all. Relative to the plugin, sorted. */
function commandFiles(root: string, commands: ManifestSource['commands']): string[] {
  if (!commands) return []
  const folder = commands.strategy === 'pattern' ? commands.target : dirname(commands.target)
  // A plugin whose one file is at its root: not all of its node_modules.
  const recursive = join(root, folder) !== join(root)
  try {
    const names = readdirSync(join(root, folder), {recursive, encoding: 'utf8'})
    return names.sort().map((name) => join(folder, name))
  } catch {
    // Not there: then its manifest cannot be made, which says why.
    return []
  }
}
