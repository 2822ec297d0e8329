import {UsageError, type Connection, type Machine, type Workspace} from '@gt-town/contract'
import {
  jsonFlaws,
  maxJsonBytes as maxBytes,
  NameMap,
  parseJson,
  printProblem,
  rebuildJson,
  type Rebuilt,
} from '@gt-town/json-file'
import {machinesFile} from '@gt-town/town-layout'
import {findMachine} from '../domain/choose-machines.js'
import {isMachines, machinesOf, type Machines, type RegisteredMachine} from '../domain/machines.js'

/** The registry of machines, `machines.json`; a town without the file has none. */
const registry = new NameMap<'machines', RegisteredMachine>({
  key: 'machines',
  kind: 'machine',
  validate: isMachines,
  missing: 'empty',
})

/** The machines of a town, sorted by name. @throws FileCorruptError */
export async function listMachines(connection: Connection, town: Workspace): Promise<Machine[]> {
  return machinesOf(await registry.read(connection, machinesFile(town)))
}

export type RegistryState =
  /** `flaws`: what is odd about it all the same */
  | {ok: true; value: Machines; flaws: readonly string[]}
  /** `isLater`: a later gt wrote it, so that it is not broken */
  | {ok: false; reason: string; isLater?: boolean}

/** What the registry says, or what is wrong with it. @throws what the connection throws */
export async function inspectRegistry(connection: Connection, town: Workspace): Promise<RegistryState> {
  const [file] = await connection.inspect([{op: 'read', path: machinesFile(town), maxBytes}])
  if (!file.ok) {
    if (file.error.code === 'GT_NOT_FOUND') return {ok: true, value: {version: 1, machines: {}}, flaws: []}
    if (file.error.code === 'GT_NOT_A_FILE') return {ok: false, reason: 'it is not a regular file'}
    if (file.error.code === 'GT_TOO_LARGE') return {ok: false, reason: 'it is larger than 4 MiB'}
    throw file.error
  }
  const parsed = await parseJson(file.value, isMachines)
  if (parsed.ok) return {...parsed, flaws: await jsonFlaws(file.value)}
  return {ok: false, reason: printProblem(parsed.problem), ...(parsed.problem.isLater && {isLater: true})}
}

/** Makes the registry valid and strict again; what was there is kept beside it as `machines.json.corrupt-<time>`. */
export async function rebuildRegistry(connection: Connection, town: Workspace): Promise<Rebuilt | undefined> {
  const path = machinesFile(town)
  return connection.withLock(path, async () =>
    rebuildJson<Machines>(connection, path, isMachines, (broken) => registry.rebuilt(broken)),
  )
}

/** @throws UsageError `GT_MACHINE_EXISTS`; FileCorruptError, LockError */
export async function addToRegistry(
  connection: Connection,
  town: Workspace,
  {name, ...settings}: Machine,
  signal?: AbortSignal,
): Promise<void> {
  const taken = await registry.add(connection, machinesFile(town), name, settings, signal)
  if (taken !== undefined) throw machineExists(taken)
}

/**
 * Changes an entry, key by key: comments in the file, and keys that are not known, stay.
 * @param decide gets the machine as it is listed
 * @returns the machine as it is listed then, and the keys that differ
 * @throws UsageError `GT_MACHINE_NOT_FOUND`; what `decide` throws; FileCorruptError, LockError
 */
export async function replaceInRegistry(
  connection: Connection,
  town: Workspace,
  name: string,
  decide: (machine: Machine) => Machine,
  signal?: AbortSignal,
): Promise<{machine: Machine; changed: string[]}> {
  let result: {machine: Machine; changed: string[]} | undefined
  await registry.update(
    connection,
    machinesFile(town),
    (machines) => {
      const before = findMachine(machinesOf(machines), name)
      const machine = decide(before)
      const differs = (key: string): boolean =>
        JSON.stringify(before[key as keyof Machine]) !== JSON.stringify(machine[key as keyof Machine])
      const changed = [...new Set([...Object.keys(before), ...Object.keys(machine)])].filter(differs)
      result = {machine, changed}
      const isOld = machines.machines[name]?.draining !== undefined
      return [
        ...changed.map((key) => ({at: ['machines', name, key], value: machine[key as keyof Machine]})),
        // What an earlier gt called so is written as it is called now.
        ...(isOld ? [{at: ['machines', name, 'draining'], value: undefined}] : []),
        ...(isOld && machine.cordoned ? [{at: ['machines', name, 'cordoned'], value: machine.cordoned}] : []),
      ]
    },
    signal,
  )
  return result ?? {machine: findMachine([], name), changed: []}
}

/** @throws FileCorruptError, LockError */
export async function removeFromRegistry(
  connection: Connection,
  town: Workspace,
  name: string,
  signal?: AbortSignal,
): Promise<void> {
  await registry.update(connection, machinesFile(town), (machines) => registry.unset(machines, name), signal)
}

/** Refuses a name that a machine has already. @throws UsageError `GT_MACHINE_EXISTS`; FileCorruptError */
export async function refuseTakenName(connection: Connection, town: Workspace, name: string): Promise<void> {
  const taken = registry.sameName(await registry.read(connection, machinesFile(town)), name)
  if (taken !== undefined) throw machineExists(taken)
}

/**
 * Notes where the town of a machine is, where that is not noted yet.
 * @param root absolute
 * @returns the machine as it is listed now
 * @throws UsageError `GT_MACHINE_NOT_FOUND`; FileCorruptError, LockError
 */
export async function noteWorkspace(
  connection: Connection,
  town: Workspace,
  name: string,
  root: string,
  signal?: AbortSignal,
): Promise<Machine> {
  return editWorkspace(connection, town, name, signal, (noted) => noted ?? root)
}

/** Forgets that again, where it is still noted. Throws and returns the same. */
export async function forgetWorkspace(
  connection: Connection,
  town: Workspace,
  name: string,
  root: string,
): Promise<Machine> {
  return editWorkspace(connection, town, name, undefined, (noted) => (noted === root ? undefined : noted))
}

async function editWorkspace(
  connection: Connection,
  town: Workspace,
  name: string,
  signal: AbortSignal | undefined,
  decide: (workspace: string | undefined) => string | undefined,
): Promise<Machine> {
  let edited: Machine | undefined
  await registry.update(
    connection,
    machinesFile(town),
    (machines) => {
      const {workspace: noted, ...machine} = findMachine(machinesOf(machines), name)
      const workspace = decide(noted)
      edited = {...machine, ...(workspace !== undefined && {workspace})}
      return workspace === noted ? [] : [{at: ['machines', name, 'workspace'], value: workspace}]
    },
    signal,
  )
  return edited ?? findMachine([], name)
}

function machineExists(name: string): UsageError {
  return new UsageError('GT_MACHINE_EXISTS', `the town has a machine ${name} already`, {
    hint: `see it with gt machine show ${name}, or choose another name`,
  })
}
