import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {keep} from '@gt-town/light'
import {noteName} from '../completion/noted-file.js'
import type {ManifestAnswer} from './manifest-source.js'
import {readManifest} from './read-manifest.js'

/** A failure may be the machine's, such as too little memory: it is tried again after an hour. */
const failureLastsMs = 3600_000

/** What was made before for the plugin in `root`, unless `stamp` has changed since. */
export function readCachedManifest(folder: string, root: string, stamp: string): ManifestAnswer | undefined {
  try {
    const {made, ...cached} = JSON.parse(readFileSync(fileOf(folder, root), 'utf8')) as Record<string, unknown>
    const age = Date.now() - Number(made)
    if (cached['stamp'] !== stamp) return undefined
    const read = readManifest(JSON.stringify(cached['manifest']))
    if ('problem' in read) return undefined
    const {problem} = cached
    if (typeof problem !== 'string') return read
    return age >= 0 && age < failureLastsMs ? {...read, problem} : undefined
  } catch {
    // Not there or not readable: it is made anew.
    return undefined
  }
}

/** Where nothing can be cached, it is made at each start. */
export function cacheManifest(folder: string, root: string, stamp: string, answer: ManifestAnswer): void {
  keep(fileOf(folder, root), JSON.stringify({stamp, made: Date.now(), ...answer}))
}

function fileOf(folder: string, root: string): string {
  return join(folder, noteName(root))
}
