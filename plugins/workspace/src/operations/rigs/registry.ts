import {GtError, parseName, type Connection, type Workspace} from '@gt-town/contract'
import {NameMap, type Edit} from '@gt-town/json-file'
import {stateFile} from '@gt-town/town-layout'
import {isWorkspaceState, type RegisteredRig, type WorkspaceState} from '../../domain/documents.js'

/** The registry of rigs, `state.json`. */
export const registry = new NameMap<'projects', RegisteredRig>({
  key: 'projects',
  kind: 'rig',
  validate: isWorkspaceState,
  missing: (path, cause) =>
    new GtError('GT_FILE_MISSING', `the registry of rigs is missing: ${path}`, {
      hint: 'run gt doctor --fix, which rebuilds it from the rigs',
      cause,
    }),
})

/** @throws FileCorruptError, GtError `GT_FILE_MISSING` */
export async function readRegistry(connection: Connection, town: Workspace): Promise<WorkspaceState> {
  return registry.read(connection, stateFile(town))
}

export async function isRegistered(connection: Connection, town: Workspace, name: string): Promise<boolean> {
  return Object.hasOwn((await readRegistry(connection, town)).projects, name)
}

/**
 * Changes the registry under its lock.
 * @param decide gets what the registry says now and may do work that must happen under the same lock
 */
export async function updateRegistry(
  connection: Connection,
  town: Workspace,
  decide: (state: WorkspaceState) => readonly Edit[] | Promise<readonly Edit[]>,
  signal?: AbortSignal,
): Promise<void> {
  await registry.update(connection, stateFile(town), decide, signal)
}

/**
 * Lists a rig in the registry. A rig of this very name stays as it is listed.
 * @returns whether it was not listed before
 * @throws GtError `GT_RIG_EXISTS` for a name that differs only in case
 */
export async function register(
  connection: Connection,
  town: Workspace,
  name: string,
  entry: RegisteredRig,
): Promise<boolean> {
  parseName('rig', name)
  const taken = await registry.add(connection, stateFile(town), name, entry)
  if (taken !== undefined && taken !== name) throw rigExists(taken)
  return taken === undefined
}

export function rigExists(name: string): GtError {
  return new GtError('GT_RIG_EXISTS', `the town has a rig ${name} already`, {
    hint: `see it with gt rig show ${name}, or choose another name`,
    exit: 1,
  })
}
