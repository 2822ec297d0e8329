import type {Connection, HubAndTarget, Machine} from '@gt-town/contract'
import {findMachine} from '../domain/choose-machines.js'
import {changedMachine, isReachedOtherwise, type MachineChange} from '../domain/machine-change.js'
import {refuseUnusableKey} from '../operations/key-file.js'
import {listMachines, replaceInRegistry} from '../operations/machine-registry.js'

export interface SetMachineOptions {
  readonly change: MachineChange
  /** to the machine as it shall be, with the trust the user has chosen */
  readonly connect: (machine: Machine) => Promise<Connection>
  /** shows that it is tried */
  readonly whileTrying: <T>(work: () => Promise<T>) => Promise<T>
  /** false: nobody tries whether it is reached so */
  readonly verify: boolean
  /** ISO 8601 */
  readonly now: string
  readonly signal: AbortSignal
}

/**
 * Changes what the registry says of a machine; where it is reached otherwise, that is tried first.
 * @returns the machine as it is listed now, and the names of the keys that differ
 * @throws UsageError; what connecting throws, in which case nothing has changed; FileCorruptError, LockError
 */
export async function setMachine(
  {hub}: HubAndTarget,
  name: string,
  {change, connect, whileTrying, verify, now, signal}: SetMachineOptions,
): Promise<{machine: Machine; changed: string[]}> {
  const {connection: here, workspace: town} = hub
  const before = findMachine(await listMachines(here, town), name)
  const wanted = changedMachine(before, change, now)
  if (wanted.ssh_key_path !== undefined && wanted.ssh_key_path !== before.ssh_key_path) {
    await refuseUnusableKey(here, wanted.ssh_key_path)
  }
  if (verify && isReachedOtherwise(before, wanted)) {
    await whileTrying(async () => {
      await using connection = await connect(wanted)
      await connection.probe({signal, ...(wanted.workspace !== undefined && {path: wanted.workspace})})
    })
  }
  // Somebody else may have changed it meanwhile: what was asked for is done to what it is now.
  return replaceInRegistry(here, town, name, (current) => changedMachine(current, change, now), signal)
}
