import {isGtError, messageOf, type Connection, type WorkspaceService} from '@gt-town/contract'
import type {Scene} from '../../domain/checks/plan-targets.js'

export type Place = {readonly town: string} | {readonly from: string}

export interface Survey {
  readonly scene: Scene
  /** why the rigs of the town could not be seen */
  readonly problem?: string
}

/**
 * Which town, which rigs? What cannot be seen is a finding, not a failure.
 * @throws UsageError for a place that makes no sense
 */
export async function survey(connection: Connection, service: WorkspaceService, where: () => Place): Promise<Survey> {
  const nowhere: Scene = {rigs: [], looked: []}
  try {
    const location = await service.locate(connection, where())
    if (!location.found) {
      const {looked, reason} = location
      return {scene: {...nowhere, looked, ...(reason !== undefined && {reason})}}
    }
    const {workspace} = location
    try {
      return {scene: {workspace, rigs: await service.rigs(connection, workspace), looked: []}}
    } catch (error) {
      return {scene: {...nowhere, workspace}, problem: `The rigs cannot be listed: ${messageOf(error)}`}
    }
  } catch (error) {
    if (isGtError(error) && error.exit === 2) throw error
    return {scene: {...nowhere, reason: messageOf(error)}}
  }
}
