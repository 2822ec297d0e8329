import {HostKeyError, isGtError, type Connection, type Health, type Machine, type Workspace} from '@gt-town/contract'
import {registeredAs} from '../domain/machines.js'
import {missingOf} from '../domain/missing.js'
import {refuseWrongKey} from '../operations/refuse-wrong-key.js'
import {addToRegistry, listMachines, machineExists} from '../operations/registry.js'

export interface AddMachineOptions {
  /** with the trust the user has chosen */
  readonly connect: () => Promise<Connection>
  /** false: nobody is asked whether the machine is there */
  readonly verify: boolean
  readonly signal: AbortSignal
}

export interface AddedMachine {
  readonly machine: Machine
  /** absent where nobody looked */
  readonly health?: Health
  /** what gt needs there and does not find, one line each */
  readonly missing: readonly string[]
}

/**
 * Connects to a machine, then lists it in the town's registry.
 * @throws UsageError; what connecting throws, in which case the machine is not listed
 */
export async function addMachine(
  here: Connection,
  town: Workspace,
  machine: Machine,
  {connect, verify, signal}: AddMachineOptions,
): Promise<AddedMachine> {
  if (machine.ssh_key_path !== undefined) await refuseWrongKey(here, machine.ssh_key_path)
  const known = Object.fromEntries((await listMachines(here, town)).map((other) => [other.name, other]))
  const taken = registeredAs({version: 1, machines: known}, machine.name)
  if (taken !== undefined) throw machineExists(taken)
  const health = verify ? await look(machine, connect, signal) : undefined
  await addToRegistry(here, town, machine, signal)
  return health ? {machine, health, missing: missingOf(health)} : {machine, missing: []}
}

async function look(machine: Machine, connect: AddMachineOptions['connect'], signal: AbortSignal): Promise<Health> {
  await using connection = await connect()
  try {
    return await connection.probe({signal, ...(machine.workspace !== undefined && {path: machine.workspace})})
  } catch (error) {
    throw isGtError(error, 'GT_HOST_KEY_UNKNOWN') && error instanceof HostKeyError ? withWaysOut(error) : error
  }
}

/** It is not in the registry yet, so that `gt machine trust` could not find it. */
function withWaysOut(error: HostKeyError): HostKeyError {
  return new HostKeyError(error.message, error.kind, error, {
    hint: `compare it with what \`ssh-keygen -l\` prints of that machine's host key, then add --fingerprint ${error.presented ?? 'SHA256:…'}, or --accept-new to take whatever key it shows`,
    cause: error,
  })
}
