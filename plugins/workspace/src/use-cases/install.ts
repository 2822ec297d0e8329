import {UsageError, type Connection, type Machine, type Place} from '@gt-town/contract'
import type {Installation} from '../domain/town/installation.js'
import {townRoot} from '../domain/town/town-root.js'
import {createTown, type TownRequest} from '../operations/town/create-town.js'
import {hubName} from '../operations/town/hub.js'
import {locate} from '../operations/town/locate.js'
import {physicalPath} from '../operations/town/physical-path.js'

/** Where a town is made: the target of an install, which has no town yet. */
export interface InstallTarget {
  readonly connection: Connection
  /** on another machine: what it is called, and the town that knows it */
  readonly remote?: RemoteMachine | undefined
}

interface RemoteMachine {
  readonly machine: string
  readonly hub: Place
  /** to note in the hub's registry where the town of this machine is; absent where that is noted already */
  readonly registry?: WorkspaceRegistry | undefined
}

/** The registry of the hub, as far as it says where the town of one machine is. */
export interface WorkspaceRegistry {
  /** notes it where nothing is noted yet. @returns the machine as it is noted now */
  note(root: string): Promise<Machine>
  forget(root: string): Promise<unknown>
}

export type InstallRequest = Omit<TownRequest, 'machine'> & {
  /** absolute */
  readonly path: string
}

/**
 * Makes a folder a town, or with `force` completes one. Ends with a whole town or with everything as it was; where the
 * process is killed, the same call completes it later. Where the registry of the hub does not say yet where the town of the machine is,
 * that is noted first: of two installs at once in different folders only one makes a town.
 * @throws GtError `GT_ALREADY_INSTALLED` (exit 1), `GT_CONFIG_FOREIGN`, `GT_GIT_MISSING`, `GT_GIT_FAILED`, `GT_ABORTED`;
 *   UsageError `GT_NAME_INVALID`, `GT_MACHINE_HAS_WORKSPACE`; FileCorruptError; LockError; what the connection throws
 */
export async function install(target: InstallTarget, request: InstallRequest): Promise<Installation> {
  const {connection, remote} = target
  refuseName(request.name)
  refusePath(request.path)
  const registry = remote?.registry
  if (!registry) return make(target, request)
  const {name, workspace} = await registry.note(request.path)
  townRoot(name, request.path, workspace)
  try {
    return await make(target, request)
  } catch (error) {
    if (await isSurelyNone(connection, request.path)) await registry.forget(request.path)
    throw error
  }
}

/** Whether a path is a folder or lies below it, links resolved; neither need be there yet. */
export async function liesIn({connection}: InstallTarget, path: string, folder: string): Promise<boolean> {
  const [there, above] = await Promise.all([physicalPath(connection, path), physicalPath(connection, folder)])
  return there === above || there.startsWith(`${above}/`)
}

async function make({connection, remote}: InstallTarget, {path, ...request}: InstallRequest): Promise<Installation> {
  const machine = remote && {name: remote.machine, hub: await hubName(remote.hub)}
  return createTown(connection, path, {...request, machine})
}

/** Where the link is lost nobody can tell: then the note stays, and running it again completes what is there. */
async function isSurelyNone(connection: Connection, root: string): Promise<boolean> {
  try {
    return !(await locate(connection, {town: root})).found
  } catch {
    return false
  }
}

/** Lists of processes and of files are read line by line, here and by whoever works in it. */
function refusePath(path: string): void {
  if (!/\p{Cc}/u.test(path)) return
  throw new UsageError('GT_PATH_INVALID', `${JSON.stringify(path)} has control characters`, {
    hint: 'choose a folder whose path has none',
  })
}

function refuseName(name: string | undefined): void {
  if (name === undefined || (name.trim() !== '' && !/\p{Cc}/u.test(name))) return
  throw new UsageError('GT_NAME_INVALID', `${JSON.stringify(name)} cannot name a town`, {
    hint: 'use letters, digits and blanks, such as "My town"',
  })
}
