import {relative, resolve} from 'node:path'
import type {Workspace} from '@gt-town/contract'
import type {Location} from 'sarif'
import type {Line} from '../domain/diagnosis.js'
import {wellFormed} from './foreign-text.js'

/** Name of the town's folder in a SARIF document: paths in it are relative, so that they are the same on any machine. */
export const townBase = 'TOWN'

/**
 * Where a line points: its own path, else the rig's folder, else the town's folder of configuration, since code scanning
 * takes no result without a place. None where there is no town.
 */
export function locationsOf({job, sighting}: Line, workspace: Workspace | undefined): Location[] {
  const path = sighting.path ?? job.rig?.path
  if (workspace) {
    const {root, configDir} = workspace
    const inside = relative(root, resolve(root, path ?? ''))
    if (inside === '') return [locationAt({uri: `${configDir}/`, uriBaseId: townBase})]
    if (!/^\.\.(\/|$)/.test(inside)) return [locationAt({uri: escapePath(inside), uriBaseId: townBase})]
  }
  return path === undefined ? [] : [locationAt({uri: fileUri(resolve(workspace?.root ?? '/', path))})]
}

/** @param path absolute */
export function fileUri(path: string): string {
  return `file://${escapePath(path)}`
}

function locationAt(artifactLocation: {uri: string; uriBaseId?: string}): Location {
  return {physicalLocation: {artifactLocation}}
}

/** RFC 3986: every segment by itself. */
function escapePath(path: string): string {
  return wellFormed(path).split('/').map(encodeURIComponent).join('/')
}
