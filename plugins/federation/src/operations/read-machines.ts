import {isGtError, type Connection, type Workspace} from '@gt-town/contract'
import {parseJson, printProblem} from '@gt-town/json-file'
import {machinesFile} from '../domain/layout.js'
import {isMachines, type Machines} from '../domain/machines.js'

export type Registry = {ok: true; value: Machines} | {ok: false; reason: string}

/** The town's registry of machines; a town without the file has none. @throws what the connection throws */
export async function readMachines(connection: Connection, workspace: Workspace): Promise<Registry> {
  try {
    const parsed = await parseJson(await connection.readFile(machinesFile(workspace)), isMachines)
    return parsed.ok ? parsed : {ok: false, reason: printProblem(parsed.problem)}
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return {ok: true, value: {version: 1, machines: {}}}
    if (isGtError(error, 'GT_NOT_A_FILE')) return {ok: false, reason: 'it is not a regular file'}
    throw error
  }
}
