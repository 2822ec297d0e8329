import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {makeManifest} from './make-manifest.js'
import {cacheManifest, readCachedManifest} from './manifest-cache.js'
import {noCommands, type ManifestAnswer, type ManifestSource} from './manifest-source.js'
import {readManifest} from './read-manifest.js'
import {stampOf} from './stamp.js'

/**
 * The commands of a third-party plugin, without running any of its code in this process: from the manifest that it ships if
 * that is sound and of its version, else from one that gt made before, else from one that a process of its own makes now.
 * @param folder the cache of made manifests, failures too: a plugin that hangs costs its deadline once
 */
export async function manifestOf(source: ManifestSource, folder: string): Promise<ManifestAnswer> {
  if (!source.commands) return noCommands(source)
  const shipped = readShipped(source)
  if (shipped) return shipped
  const stamp = stampOf(source)
  const cached = readCachedManifest(folder, source.root, stamp)
  if (cached) return cached
  const made = await makeManifest(source)
  cacheManifest(folder, source.root, stamp, made)
  return made
}

/** Undefined where there is none to trust. A doctor's check says so. */
function readShipped({root, version}: ManifestSource): ManifestAnswer | undefined {
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
