import type {HubAndTarget, Machine} from '@gt-town/contract'
import {chooseMachines, findMachine, type MachineChoice} from '../domain/choose-machines.js'
import {listMachines} from '../operations/machine-registry.js'

/** The town's machines, or those of them that are meant. @throws UsageError, FileCorruptError */
export async function chosenMachines({hub}: HubAndTarget, choice: MachineChoice): Promise<Machine[]> {
  return chooseMachines(await listMachines(hub.connection, hub.workspace), choice)
}

/** @throws UsageError `GT_MACHINE_NOT_FOUND`; FileCorruptError */
export async function oneMachine({hub}: HubAndTarget, name: string): Promise<Machine> {
  return findMachine(await listMachines(hub.connection, hub.workspace), name)
}
