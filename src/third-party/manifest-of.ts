import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {makeManifest} from './make-manifest.js'
import {readKept, keep} from './kept-manifest.js'
import {noCommands, type ManifestAnswer, type Outsider} from './outsider.js'
import {readManifest} from './read-manifest.js'
import {stampOf} from './stamp.js'

/**
 * The commands of a plugin that is not part of gt, without running any of its code in this process: from the manifest that it ships if
 * that is sound and of its version, else from one that gt made before, else from one that a process of its own makes now.
 * @param folder where made manifests are kept, failures too: a plugin that hangs costs its deadline once
 */
export async function manifestOf(outsider: Outsider, folder: string): Promise<ManifestAnswer> {
  if (!outsider.commands) return noCommands(outsider)
  const shipped = readShipped(outsider)
  if (shipped) return shipped
  const stamp = stampOf(outsider)
  const kept = readKept(folder, outsider.root, stamp)
  if (kept) return kept
  const made = await makeManifest(outsider)
  keep(folder, outsider.root, stamp, made)
  return made
}

/** Undefined where there is none to trust. A doctor's check says so. */
function readShipped({root, version}: Outsider): ManifestAnswer | undefined {
  for (const name of ['oclif.manifest.json', '.oclif.manifest.json']) {
    let text: string
    try {
      text = readFileSync(join(root, name), 'utf8')
    } catch {
      continue
    }
    const read = readManifest(text)
    // As oclif compares them: a prerelease may use the manifest of its release.
    if ('manifest' in read && read.manifest.version.split('-')[0] === version.split('-')[0]) return read
    return undefined
  }
  return undefined
}
