import {
  HostKeyError,
  isGtError,
  messageOf,
  type Connection,
  type Health,
  type HubAndTarget,
  type Machine,
  type WorkspaceService,
} from '@gt-town/contract'
import {missingOf} from '../domain/requirements.js'
import {refuseUnusableKey} from '../operations/key-file.js'
import {addToRegistry, refuseTakenName} from '../operations/machine-registry.js'

export interface AddMachineOptions {
  /** with the trust the user has chosen */
  readonly connect: () => Promise<Connection>
  /** false: nobody is asked whether the machine is there */
  readonly verify: boolean
  readonly signal: AbortSignal
  readonly service: Pick<WorkspaceService, 'locate' | 'noteHub'>
}

export interface AddedMachine {
  readonly machine: Machine
  /** absent where nobody looked */
  readonly health?: Health
  /** what gt needs there and does not find, or could not do, one line each */
  readonly missing: readonly string[]
}

/**
 * Connects to a machine, then lists it in the town's registry.
 * @throws UsageError; what connecting throws, in which case the machine is not listed
 */
export async function addMachine(
  {hub}: HubAndTarget,
  machine: Machine,
  {connect, verify, signal, service}: AddMachineOptions,
): Promise<AddedMachine> {
  const {connection: here, workspace: town} = hub
  if (machine.ssh_key_path !== undefined) await refuseUnusableKey(here, machine.ssh_key_path)
  await refuseTakenName(here, town, machine.name)
  if (!verify) {
    await addToRegistry(here, town, machine, signal)
    return {machine, missing: []}
  }
  await using connection = await connect()
  const health = await probeNew(connection, machine, signal)
  await addToRegistry(here, town, machine, signal)
  const problem = await tellHub(connection, machine, hub, service)
  return {machine, health, missing: [...missingOf(health), ...(problem === undefined ? [] : [problem])]}
}

/** A town that is there already is told its name and its hub. @returns why it was not: the machine is added all the same */
async function tellHub(
  connection: Connection,
  {name, workspace: root}: Machine,
  hub: HubAndTarget['hub'],
  service: AddMachineOptions['service'],
): Promise<string | undefined> {
  if (root === undefined) return undefined
  try {
    const location = await service.locate(connection, {town: root})
    if (!location.found) return undefined
    const other = await service.noteHub({machine: name, hub, target: {connection, workspace: location.workspace}})
    if (other === undefined) return undefined
    return `the town in ${root} has another hub, ${other}, and keeps it; gt install --force --machine ${name} takes it over`
  } catch (error) {
    if (!isGtError(error) || error.code === 'GT_ABORTED') throw error
    return `the hub could not be noted in the town in ${root}: ${messageOf(error)}`
  }
}

async function probeNew(connection: Connection, machine: Machine, signal: AbortSignal): Promise<Health> {
  try {
    return await connection.probe({signal, ...(machine.workspace !== undefined && {path: machine.workspace})})
  } catch (error) {
    if (!(error instanceof HostKeyError) || error.kind !== 'unknown' || error.presented === undefined) throw error
    throw withWaysOut(error, error.presented)
  }
}

/** It is not in the registry yet, so that `gt machine trust` could not find it. */
function withWaysOut(error: HostKeyError, presented: string): HostKeyError {
  return new HostKeyError(error.message, error.kind, error, {
    hint: `compare it with what \`ssh-keygen -l\` prints of that machine's host key, then add --fingerprint ${presented}, or --accept-new to take whatever key it shows`,
    cause: error,
  })
}
