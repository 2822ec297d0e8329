import {isGtError, UsageError, type Connection, type Machine, type Workspace} from '@gt-town/contract'
import {printJson, readJson, updateJson, type Edit} from '@gt-town/json-file'
import {findMachine} from '../domain/choose-machines.js'
import {machinesFile} from '@gt-town/town-layout'
import {isMachines, machinesOf, registeredAs, type Machines} from '../domain/machines.js'

/** Many commands may wait for the registry at once; each holds it only for a moment. */
const lockMs = 120_000

/** The machines of a town, sorted by name; a town without the file has none. @throws FileCorruptError */
export async function listMachines(connection: Connection, town: Workspace): Promise<Machine[]> {
  try {
    return machinesOf(await readJson(connection, machinesFile(town), isMachines))
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return []
    throw error
  }
}

/** @throws UsageError `GT_MACHINE_EXISTS`; FileCorruptError, LockError */
export async function addToRegistry(
  connection: Connection,
  town: Workspace,
  {name, ...settings}: Machine,
  signal?: AbortSignal,
): Promise<void> {
  const add = (machines: Machines): Edit[] => {
    const taken = registeredAs(machines, name)
    if (taken !== undefined) throw machineExists(taken)
    return [{at: ['machines', name], value: settings}]
  }
  try {
    await updateRegistry(connection, town, add, signal)
  } catch (error) {
    if (!isGtError(error, 'GT_NOT_FOUND')) throw error
    await makeRegistry(connection, town)
    await updateRegistry(connection, town, add, signal)
  }
}

/** @returns false where it was not there any more. @throws FileCorruptError, LockError */
export async function removeFromRegistry(
  connection: Connection,
  town: Workspace,
  name: string,
  signal?: AbortSignal,
): Promise<boolean> {
  let isThere = false
  await updateRegistry(
    connection,
    town,
    ({machines}) => {
      isThere = Object.hasOwn(machines, name)
      return isThere ? [{at: ['machines', name], value: undefined}] : []
    },
    signal,
  )
  return isThere
}

/**
 * Notes where the town of a machine is, where that is not noted yet.
 * @param root absolute
 * @returns the machine as it is listed now
 * @throws UsageError `GT_MACHINE_NOT_FOUND`; FileCorruptError, LockError
 */
export async function settleInRegistry(
  connection: Connection,
  town: Workspace,
  name: string,
  root: string,
  signal?: AbortSignal,
): Promise<Machine> {
  return editMachine(connection, town, name, signal, (noted) => noted ?? root)
}

/** Forgets that again, where it is still noted. Throws and returns the same. */
export async function unsettleInRegistry(
  connection: Connection,
  town: Workspace,
  name: string,
  root: string,
): Promise<Machine> {
  return editMachine(connection, town, name, undefined, (noted) => (noted === root ? undefined : noted))
}

async function editMachine(
  connection: Connection,
  town: Workspace,
  name: string,
  signal: AbortSignal | undefined,
  decide: (workspace: string | undefined) => string | undefined,
): Promise<Machine> {
  let edited: Machine | undefined
  const edit = (machines: Machines): Edit[] => {
    const {workspace: noted, ...machine} = findMachine(machinesOf(machines), name)
    const workspace = decide(noted)
    edited = {...machine, ...(workspace !== undefined && {workspace})}
    return workspace === noted ? [] : [{at: ['machines', name, 'workspace'], value: workspace}]
  }
  await updateRegistry(connection, town, edit, signal)
  return edited ?? findMachine([], name)
}

export function machineExists(name: string): UsageError {
  return new UsageError('GT_MACHINE_EXISTS', `the town has a machine ${name} already`, {
    hint: `see it with gt machine show ${name}, or choose another name`,
  })
}

async function updateRegistry(
  connection: Connection,
  town: Workspace,
  decide: (machines: Machines) => readonly Edit[],
  signal: AbortSignal | undefined,
): Promise<void> {
  await updateJson(connection, machinesFile(town), isMachines, decide, {timeoutMs: lockMs, signal})
}

/** Another gt may be quicker, and that is fine. */
async function makeRegistry(connection: Connection, town: Workspace): Promise<void> {
  try {
    await connection.writeFile(machinesFile(town), printJson({version: 1, machines: {}}), {exclusive: true})
  } catch (error) {
    if (!isGtError(error, 'GT_EXISTS')) throw error
  }
}
