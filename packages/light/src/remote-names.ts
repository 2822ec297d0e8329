import {join} from 'node:path'
import type {Workspace} from '@gt-town/contract'
import {field, jsonOf} from './read.js'

/** What was last seen of a town on another machine. */
export interface RemoteNames {
  readonly rigs: readonly string[]
  /** `rig/polecat` */
  readonly polecats: readonly string[]
}

/** What is noted of one machine of a town. The town's path is in it too: a long one is cut in the file's name. */
export function remoteNamesFile(cacheFolder: string, {root}: Pick<Workspace, 'root'>, machine: string): string {
  return join(
    cacheFolder,
    'names',
    encodeURIComponent(root).slice(-120),
    `${encodeURIComponent(machine).slice(0, 120)}.json`,
  )
}

/** @returns nothing where that machine was never seen */
export function remoteNames(cacheFolder: string, town: Pick<Workspace, 'root'>, machine: string): RemoteNames {
  const noted = jsonOf(remoteNamesFile(cacheFolder, town, machine))
  if (field(noted, 'town') !== town.root) return {rigs: [], polecats: []}
  return {rigs: texts(field(noted, 'rigs')), polecats: texts(field(noted, 'polecats'))}
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
