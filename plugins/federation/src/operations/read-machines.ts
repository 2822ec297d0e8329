import {isGtError, type Connection, type Workspace} from '@gt-town/contract'
import {parseJson, printProblem} from '@gt-town/json-file'
import {machinesFile} from '@gt-town/town-layout'
import {isMachines, type Machines} from '../domain/machines.js'

export type Registry =
  | {ok: true; value: Machines}
  /** `isLater`: a later gt wrote it, so that it is not broken */
  | {ok: false; reason: string; isLater?: boolean}

/** The town's registry of machines; a town without the file has none. @throws what the connection throws */
export async function readMachines(connection: Connection, workspace: Workspace): Promise<Registry> {
  try {
    const parsed = await parseJson(await connection.readFile(machinesFile(workspace)), isMachines)
    if (parsed.ok) return parsed
    return {ok: false, reason: printProblem(parsed.problem), ...(parsed.problem.isLater && {isLater: true})}
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return {ok: true, value: {version: 1, machines: {}}}
    if (isGtError(error, 'GT_NOT_A_FILE')) return {ok: false, reason: 'it is not a regular file'}
    throw error
  }
}
