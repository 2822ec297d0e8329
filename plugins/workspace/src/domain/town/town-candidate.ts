import {basename} from 'node:path'
import type {Outcome, Workspace} from '@gt-town/contract'
import {bossFolder, configDirs, configFile, machinesFile, mayorRigsFolder, stateFile} from '@gt-town/town-layout'
import {isAbsent} from '../is-absent.js'

/**
 * What one configuration says: `town`; `other` is something else's; `unmarked` is JSON that does not say; `broken`
 * cannot be read as JSON; `absent` is not there.
 */
export type Marker = 'town' | 'other' | 'unmarked' | 'broken' | 'absent'

/** A folder that may be a town. */
export interface TownCandidate {
  town: Workspace
  config: Outcome<Buffer>
  /** what it says, if that can be read */
  document: unknown
  /** other files that only a town has lie beside the configuration */
  hasTownFiles: boolean
}

export type Choice = {found: true; candidate: TownCandidate} | {found: false; reason?: string}

/**
 * Picks the town out of candidates, nearest first. A broken configuration in what is otherwise a town counts like a
 * sound one, so that nobody works on the town above by mistake. One that stands alone counts only when there is nothing
 * better, so that a stray file hides no town.
 */
export function chooseTown(candidates: readonly TownCandidate[], mode: 'exact' | 'walk'): Choice {
  const clear = candidates.find((candidate) => isTown(candidate))
  if (clear) return {found: true, candidate: clear}
  const broken = candidates.filter((candidate) => markerOf(candidate) === 'broken')
  // A lone `.gastown/config.json` may as well be a rig's.
  const likely = broken.find(({town}) => mode === 'exact' || town.configDir === configDirs[0])
  if (likely) return {found: true, candidate: likely}
  const [brokenOne] = broken
  if (brokenOne)
    return {found: false, reason: `${configFile(brokenOne.town)} is broken, so it does not say whether it marks a town`}
  const halfMade = candidates.find((candidate) => markerOf(candidate) === 'absent' && candidate.hasTownFiles)
  if (halfMade)
    return {
      found: false,
      reason: `${configFile(halfMade.town)} is missing: gt install ${halfMade.town.root} completes it`,
    }
  return {found: false}
}

/** Whether these names in the configuration folder are a town's: a rig has at most its mail there. */
export function areTownFiles(town: Workspace, names: readonly string[]): boolean {
  const own = [stateFile, bossFolder, mayorRigsFolder, machinesFile].map((pathOf) => basename(pathOf(town)))
  return own.filter((name) => names.includes(name)).length >= 2
}

export function markerOf({config, document}: Pick<TownCandidate, 'config' | 'document'>): Marker {
  if (!config.ok) return isAbsent(config) ? 'absent' : 'broken'
  if (document === undefined) return 'broken'
  const type = typeof document === 'object' && document !== null && 'type' in document ? document.type : undefined
  // What is no text says as little as none.
  if (typeof type !== 'string') return 'unmarked'
  return type === 'workspace' ? 'town' : 'other'
}

function isTown(candidate: TownCandidate): boolean {
  const marker = markerOf(candidate)
  return marker === 'town' || (candidate.hasTownFiles && (marker === 'broken' || marker === 'unmarked'))
}
