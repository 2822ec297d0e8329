import {GtError, isGtError, UsageError, type Connection, type Workspace, type WorkspaceService} from '@gt-town/contract'
import {folderPath} from './folder-path.js'

/** A machine of the town that was reached, or will be at the first use. */
export interface RemoteMachine {
  readonly name: string
  readonly connection: Connection
  /** where its town is, or will be; undefined where the registry does not say */
  readonly root: string | undefined
}

/** How a command finds its town. @throws GtError `GT_TOWN_NOT_FOUND` */
export type FindTown = (
  connection: Connection,
  service: WorkspaceService,
  place: {readonly town: string} | {readonly from: string},
) => Promise<Workspace>

/** @throws GtError `GT_TOWN_NOT_FOUND`, FileCorruptError */
export const loadTown: FindTown = async (connection, service, place) => service.load(connection, place)

/**
 * The town on another machine.
 * @throws GtError `GT_MACHINE_NO_WORKSPACE`, `GT_TOWN_NOT_FOUND`; FileCorruptError; what connecting throws
 */
export async function loadRemoteTown(
  service: WorkspaceService,
  {name, connection, root}: RemoteMachine,
  find: FindTown,
): Promise<Workspace> {
  if (root === undefined) throw noWorkspace(name)
  try {
    return await find(connection, service, {town: root})
  } catch (error) {
    if (!isGtError(error, 'GT_TOWN_NOT_FOUND')) throw error
    throw new GtError(error.code, `${name}: there is no town in ${root}`, {
      hint: `make it with gt install --machine ${name}, or correct the workspace of ${name} in machines.json`,
      cause: error,
    })
  }
}

function noWorkspace(machine: string): GtError {
  return new GtError('GT_MACHINE_NO_WORKSPACE', `${machine}: machines.json does not say where its town is`, {
    hint: `make one there with gt install DIR --machine ${machine}, or remove the machine and add it again: gt machine add ... --workspace DIR`,
  })
}

/**
 * A folder on another machine, as an absolute path. `~` is refused: the shell here would have put this machine's home in its place,
 * so that nobody can know whose is meant.
 * @param from what a relative path starts at; undefined: it is refused, since there is no current folder there
 * @throws UsageError
 */
export function remoteFolder(machine: string, text: string, from?: string): string {
  if (text.startsWith('~') || text.includes('\0')) throw notAbsolute(machine, text)
  return folderPath(text, {
    home: '',
    current: () => {
      if (from === undefined) throw notAbsolute(machine, text)
      return from
    },
  })
}

export function notAbsolute(machine: string, text: string): UsageError {
  return new UsageError(
    'GT_PATH_INVALID',
    `${machine}: ${JSON.stringify(text.slice(0, 200))} is not an absolute path on ${machine}`,
    {
      hint: `write the absolute path on ${machine}, such as /srv/ai: neither ~ nor the folder you are in is known there`,
    },
  )
}
