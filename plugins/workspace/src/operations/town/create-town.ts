import {dirname, relative} from 'node:path'
import {isGtError, LockError, type Connection, type Workspace} from '@gt-town/contract'
import {configFile, configFolder, lockFile} from '@gt-town/town-layout'
import type {Installation} from '../../domain/town/installation.js'
import {planTown, type TownPlan} from './plan-town.js'
import {createTownFiles, makeFolder, type TownOptions} from './town-files.js'
import {load} from './load.js'
import {physicalPath, withAncestors} from './physical-path.js'
import {hasRepository} from '../git/repository.js'
import {refuseObstacles} from './obstacles.js'
import {rollBack, type Made} from './undo-log.js'

export interface TownRequest extends TownOptions {
  readonly force: boolean
  readonly configDir?: Workspace['configDir'] | undefined
}

/** Each try that must be repeated is one that another install, itself undone, got in the way of. */
const maxTries = 10

/**
 * Makes a town in a folder, or with `force` completes one.
 * @param path absolute
 * @throws what `gt install` throws; then everything is as it was
 */
export async function createTown(connection: Connection, path: string, request: TownRequest): Promise<Installation> {
  const root = await physicalPath(connection, path)
  const log: Made[] = []
  for (let tries = 0; tries < maxTries; tries++) {
    const plan = await planTown(connection, root, request)
    await refuseObstacles(connection, plan.town)
    // Asked before anything is made, since git may be missing.
    if (request.git ?? plan.usesGit) await hasRepository(connection, await nearestFolder(connection, root))
    if (!(await build(connection, plan, request, log))) continue
    // Success is said only after it was seen.
    const town = await load(connection, {town: root})
    return describe(town, plan, log, connection.machine)
  }
  throw new LockError(root, 'busy')
}

/** @returns false when an install that was undone took the place away meanwhile */
async function build(connection: Connection, plan: TownPlan, request: TownRequest, log: Made[]): Promise<boolean> {
  const {town} = plan
  let lockIsNew = false
  try {
    for (const folder of await missingFolders(connection, configFolder(town))) await makeFolder(connection, folder, log)
    const lock = lockFile(configFile(town))
    lockIsNew = !(await connection.fileExists(lock))
    return await connection.withLock(
      configFile(town),
      async (held) => {
        // An install that was undone takes its lock along; ours is then one that nobody else sees.
        if (!(await connection.fileExists(lock))) return false
        const now = await planTown(connection, town.root, request)
        if (lockIsNew) log.push({kind: 'lock', path: lock})
        try {
          await createTownFiles(
            connection,
            now,
            {...request, signal: AbortSignal.any([request.signal, held.signal])},
            log,
          )
          return true
        } catch (error) {
          lockIsNew = false
          throw await rollBack(connection, log.splice(0), error)
        }
      },
      {signal: request.signal},
    )
  } catch (error) {
    const [marked] = await connection.inspect([{op: 'stat', path: configFile(town)}])
    // A town by now: another install's, and with it what was made here.
    if (marked.ok) throw error
    throw await (lockIsNew ? undoWithLock(connection, town, log, error) : rollBack(connection, log, error))
  }
}

/** Takes the lock's file back too, unless another install holds it by now: then all that is there is that one's. */
async function undoWithLock(
  connection: Connection,
  town: Workspace,
  log: readonly Made[],
  reason: unknown,
): Promise<unknown> {
  const all = [...log, {kind: 'lock', path: lockFile(configFile(town))} as const]
  try {
    return await connection.withLock(configFile(town), async () => rollBack(connection, all, reason), {timeoutMs: 0})
  } catch (error) {
    // Where no lock can be had at all, nobody else has one either.
    return rollBack(connection, isGtError(error, 'GT_LOCK_BUSY') ? log : all, reason)
  }
}

async function nearestFolder(connection: Connection, path: string): Promise<string> {
  const missing = await missingFolders(connection, path)
  return missing[0] === undefined ? path : dirname(missing[0])
}

/** The folders to make so that this one exists, outer ones first. */
async function missingFolders(connection: Connection, path: string): Promise<string[]> {
  const folders = withAncestors(path)
  const stats = await connection.inspect(folders.map((folder) => ({op: 'stat', path: folder}) as const))
  const nearest = stats.findIndex(({ok}) => ok)
  return folders.slice(0, nearest === -1 ? undefined : nearest).reverse()
}

function describe(town: Workspace, plan: TownPlan, log: readonly Made[], machine: string): Installation {
  const paths = (kinds: readonly Made['kind'][]): string[] =>
    log
      .filter(({kind, path}) => kinds.includes(kind) && path.startsWith(`${town.root}/`))
      .map(({path}) => relative(town.root, path))
  return {
    machine,
    path: town.root,
    config_dir: town.configDir,
    refreshed: plan.isTown,
    created: paths(['folder', 'file', 'repository']).sort(),
    changed: paths(['change']).sort(),
  }
}
