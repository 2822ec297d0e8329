import {GtError, type Connection, type Machine, type Workspace, type WorkspaceService} from '@gt-town/contract'
import type {Place} from '../operations/survey.js'
import {machineNamed} from './choose-places.js'
import {findTown} from './find-town.js'

export interface Ways {
  /** to the machine we are on */
  readonly here: Connection
  readonly service: WorkspaceService
  readonly place: Place
  readonly list: (workspace: Workspace) => Promise<readonly Machine[]>
  readonly connect: (machine: Machine, workspace: Workspace) => Promise<Connection>
}

/**
 * The town on a machine of this town, with a connection to it.
 * @param name default: the machine we are on
 * @throws UsageError `GT_MACHINE_NOT_FOUND`; GtError `GT_TOWN_NOT_FOUND`
 */
export async function findTownOn(
  {here, service, place, list, connect}: Ways,
  name = 'local',
): Promise<{connection: Connection; town: Workspace}> {
  const town = await findTown(here, service, place)
  if (name === 'local') return {connection: here, town}
  const machine = machineNamed(await list(town), name)
  if (machine.workspace === undefined) {
    throw new GtError('GT_TOWN_NOT_FOUND', `machines.json names no workspace of ${name}`, {
      hint: `remove it and add it again with --workspace: gt machine remove ${name}`,
    })
  }
  const connection = await connect(machine, town)
  return {connection, town: await findTown(connection, service, {town: machine.workspace})}
}
