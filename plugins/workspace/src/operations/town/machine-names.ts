import type {Place} from '@gt-town/contract'
import {NameMap} from '@gt-town/json-file'
import {machinesFile} from '@gt-town/town-layout'
import {isKnownMachines} from '../../domain/town/machines.js'

const registry = new NameMap<'machines', unknown>({
  key: 'machines',
  kind: 'machine',
  validate: isKnownMachines,
  missing: 'empty',
})

/** Names of the machines in a hub's registry. @throws FileCorruptError */
export async function machineNames({connection, workspace}: Place): Promise<string[]> {
  return Object.keys((await registry.read(connection, machinesFile(workspace))).machines)
}
