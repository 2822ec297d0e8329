import type {Outcome} from '@gt-town/contract'
import {isAbsent} from '../is-absent.js'

/** Whether a folder's own `.gastown/config.json` makes it a rig. */
export type RigMarker = {kind: 'none'} | {kind: 'broken'} | {kind: 'rig'; gitUrl?: string}

/**
 * Goes by the type alone, so that a rig whose configuration has a smaller mistake is still a rig.
 * @param document what the configuration says, if that can be read
 */
export function rigMarkerOf(config: Outcome<Buffer> | undefined, document: unknown): RigMarker {
  if (!config || isAbsent(config)) return {kind: 'none'}
  if (!config.ok) return {kind: 'broken'}
  if (typeof document !== 'object' || document === null || !('type' in document)) return {kind: 'broken'}
  if (document.type !== 'rig') return {kind: 'none'}
  const url = 'git_url' in document ? document.git_url : undefined
  return typeof url === 'string' && url !== '' ? {kind: 'rig', gitUrl: url} : {kind: 'rig'}
}
