import {isGtError, messageOf, type Connection, type WorkspaceService} from '@gt-town/contract'
import type {Environment} from '../../domain/checks/environment.js'

/** Where a town is looked for: in this folder alone, or from this one upwards. */
export type TownQuery = {readonly town: string} | {readonly from: string}

export interface CollectedEnvironment {
  readonly environment: Environment
  /** why the rigs of the town could not be listed */
  readonly problem?: string
}

/**
 * Which town, which rigs? What cannot be read is a finding, not a failure.
 * @throws UsageError for a place that makes no sense
 */
export async function collectEnvironment(
  connection: Connection,
  service: WorkspaceService,
  where: () => TownQuery,
): Promise<CollectedEnvironment> {
  const nothing: Environment = {rigs: [], looked: []}
  try {
    const location = await service.locate(connection, where())
    if (!location.found) {
      const {looked, reason} = location
      return {environment: {...nothing, looked, ...(reason !== undefined && {reason})}}
    }
    const {workspace} = location
    try {
      return {environment: {workspace, rigs: await service.rigs(connection, workspace), looked: []}}
    } catch (error) {
      return {environment: {...nothing, workspace}, problem: `The rigs cannot be listed: ${messageOf(error)}`}
    }
  } catch (error) {
    if (isGtError(error) && error.exit === 2) throw error
    return {environment: {...nothing, reason: messageOf(error)}}
  }
}
