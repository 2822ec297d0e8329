import {GtError, type Connection, type Workspace, type WorkspaceService} from '@gt-town/contract'
import type {TownQuery} from '../operations/run/collect-environment.js'

/** The town, also where its configuration is broken: what a fix did must be undone there too. @throws GtError `GT_TOWN_NOT_FOUND` */
export async function findTown(
  connection: Connection,
  service: WorkspaceService,
  where: TownQuery,
): Promise<Workspace> {
  const location = await service.locate(connection, where)
  if (location.found) return location.workspace
  const reason = location.reason === undefined ? '' : `: ${location.reason}`
  throw new GtError('GT_TOWN_NOT_FOUND', `no town here, looked in ${location.looked.join(', ')}${reason}`, {
    hint: 'go to a town, or name one: --town DIR',
  })
}
