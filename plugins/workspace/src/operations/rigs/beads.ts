import {join, resolve} from 'node:path'
import {isGtError, type Connection, type Rig, type Workspace} from '@gt-town/contract'
import {maxJsonBytes as maxBytes, parseJson} from '@gt-town/json-file'
import {isRigConfig} from '../../domain/documents.js'
import {beadsFolder, mayorClone, rigConfigFile} from '@gt-town/town-layout'

export interface RigBeads {
  readonly rig: string
  /** as the rig's configuration says it */
  readonly path: string
  readonly exists: boolean
  /** the ones of the repository itself, which gt found by itself: whether anybody uses them is unknown */
  readonly isDefault: boolean
}

/** The beads of the rigs that name any. A relative path starts at the town. */
export async function rigBeads(connection: Connection, town: Workspace, rigs: readonly Rig[]): Promise<RigBeads[]> {
  const configs = await connection.inspect(
    rigs.map((rig) => ({op: 'read', path: rigConfigFile(rig), maxBytes}) as const),
  )
  const named = await Promise.all(
    rigs.map(async ({name}, index) => {
      const config = configs[index]
      const parsed = config?.ok ? await parseJson(config.value, isRigConfig) : undefined
      const path = parsed?.ok ? parsed.value.beads_path : undefined
      return path === undefined ? [] : [{rig: name, path}]
    }),
  )
  const beads = named.flat()
  const home = beads.some(({path}) => isBelowHome(path)) ? await homeFolder(connection) : undefined
  const places = beads.map(({path}) =>
    isBelowHome(path) ? join(home ?? '/', path.slice(1)) : resolve(town.root, path),
  )
  const stats = await connection.inspect(places.map((path) => ({op: 'stat', path}) as const))
  return beads.map(({rig, path}, index) => ({
    rig,
    path,
    exists: stats[index]?.ok === true,
    isDefault: places[index] === beadsFolder(mayorClone(town, rig)),
  }))
}

function isBelowHome(path: string): boolean {
  return path === '~' || path.startsWith('~/')
}

async function homeFolder(connection: Connection): Promise<string | undefined> {
  try {
    const {stdout} = await connection.execute(['printenv', 'HOME'], {effect: 'read', timeoutMs: 8000})
    return stdout.toString().trimEnd() || undefined
  } catch (error) {
    if (isGtError(error, 'GT_COMMAND_NOT_FOUND')) return undefined
    throw error
  }
}
