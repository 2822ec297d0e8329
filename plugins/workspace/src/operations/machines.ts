import {isGtError, type Connection, type Workspace} from '@gt-town/contract'
import {readJson} from '@gt-town/json-file'
import {machinesFile} from '@gt-town/town-layout'
import {isMachines} from '../domain/machines.js'

/** Names of the machines in the town's registry; none where it has no such file. @throws FileCorruptError */
export async function machineNames(connection: Connection, town: Workspace): Promise<string[]> {
  try {
    return Object.keys((await readJson(connection, machinesFile(town), isMachines)).machines)
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return []
    throw error
  }
}
