import {foldName, GtError, isGtError, parseName, type Connection, type Workspace} from '@gt-town/contract'
import {readJson, updateJson, type Edit} from '@gt-town/json-file'
import {isWorkspaceState, type RegisteredRig, type WorkspaceState} from '../domain/documents.js'
import {stateFile} from '@gt-town/town-layout'

/** Many commands may wait for the registry at once; each holds it only for a moment. */
const lockMs = 120_000

/** @throws FileCorruptError, GtError `GT_FILE_MISSING` */
export async function readRegistry(connection: Connection, town: Workspace): Promise<WorkspaceState> {
  try {
    return await readJson(connection, stateFile(town), isWorkspaceState)
  } catch (error) {
    throw explained(error, town)
  }
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
): Promise<WorkspaceState> {
  try {
    return await updateJson(connection, stateFile(town), isWorkspaceState, decide, {timeoutMs: lockMs, signal})
  } catch (error) {
    throw explained(error, town)
  }
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
  let isNew = false
  await updateRegistry(connection, town, (state) => {
    const taken = registeredAs(state, name)
    if (taken === name) return []
    if (taken !== undefined) throw rigExists(taken)
    isNew = true
    return [registration(name, entry)]
  })
  return isNew
}

export function registration(name: string, entry: RegisteredRig): Edit {
  return {at: ['projects', name], value: entry}
}

export function deregistration(name: string): Edit {
  return {at: ['projects', name], value: undefined}
}

/** The registered name that is this name without regard to case. */
export function registeredAs(state: WorkspaceState, name: string): string | undefined {
  const names = Object.keys(state.projects)
  return names.find((other) => other === name) ?? names.find((other) => foldName(other) === foldName(name))
}

export function rigExists(name: string): GtError {
  return new GtError('GT_RIG_EXISTS', `the town has a rig ${name} already`, {
    hint: `see it with gt rig show ${name}, or choose another name`,
    exit: 1,
  })
}

function explained(error: unknown, town: Workspace): unknown {
  if (!isGtError(error, 'GT_NOT_FOUND')) return error
  return new GtError('GT_FILE_MISSING', `the registry of rigs is missing: ${stateFile(town)}`, {
    hint: 'run gt doctor --fix, which rebuilds it from the rigs',
    cause: error,
  })
}
