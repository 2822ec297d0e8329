import {relative, resolve} from 'node:path'
import type {Location} from 'sarif'
import {townOn, type Diagnosis, type Line} from '../domain/report/diagnosis.js'
import {wellFormed} from './untrusted-text.js'

/**
 * Name of the folder of the town on a machine in a SARIF document: paths in it are relative, so that they are the same on any
 * machine.
 */
function townBase(machine?: string): string {
  return machine === undefined ? 'TOWN' : `TOWN_${machine}`
}

/** The folders of all towns of the report, by those names. */
export function townBases(diagnosis: Diagnosis): Record<string, {uri: string}> {
  const machines = [undefined, ...(diagnosis.machines ?? []).map(({name}) => name)]
  return Object.fromEntries(
    machines.flatMap((machine) => {
      const town = townOn(diagnosis, machine)
      return town ? [[wellFormed(townBase(machine)), {uri: `${fileUri(town.root, machine)}/`}]] : []
    }),
  )
}

/**
 * Where a line points: its own path, else the rig's folder, else the town's folder of configuration, since code scanning
 * takes no result without a place. None where there is no town.
 */
export function locationsOf({target, result}: Line, diagnosis: Diagnosis): Location[] {
  const {machine} = target
  const workspace = townOn(diagnosis, machine)
  const path = result.path ?? target.rig?.path
  if (workspace) {
    const {root, configDir} = workspace
    const uriBaseId = townBase(machine)
    const inside = relative(root, resolve(root, path ?? ''))
    if (inside === '') return [locationAt({uri: `${configDir}/`, uriBaseId})]
    if (!/^\.\.(\/|$)/.test(inside)) return [locationAt({uri: escapePath(inside), uriBaseId})]
  }
  return path === undefined ? [] : [locationAt({uri: fileUri(resolve(workspace?.root ?? '/', path), machine)})]
}

/** RFC 8089, with the machine as the host. @param path absolute */
function fileUri(path: string, machine = ''): string {
  return `file://${encodeURIComponent(machine)}${escapePath(path)}`
}

function locationAt(artifactLocation: {uri: string; uriBaseId?: string}): Location {
  return {physicalLocation: {artifactLocation}}
}

/** RFC 3986: every segment by itself. */
function escapePath(path: string): string {
  return wellFormed(path).split('/').map(encodeURIComponent).join('/')
}
