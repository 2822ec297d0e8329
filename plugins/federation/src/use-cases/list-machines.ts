import type {Connection, Machine, Workspace} from '@gt-town/contract'
import {chooseMachines, findMachine, type MachineChoice} from '../domain/choose-machines.js'
import {listMachines} from '../operations/registry.js'

/** The town's machines, or those of them that are meant. @throws UsageError, FileCorruptError */
export async function chosenMachines(
  connection: Connection,
  town: Workspace,
  choice: MachineChoice,
): Promise<Machine[]> {
  return chooseMachines(await listMachines(connection, town), choice)
}

/** @throws UsageError `GT_MACHINE_NOT_FOUND`; FileCorruptError */
export async function oneMachine(connection: Connection, town: Workspace, name: string): Promise<Machine> {
  return findMachine(await listMachines(connection, town), name)
}
