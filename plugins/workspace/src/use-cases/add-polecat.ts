import {GtError, type WorkspaceService} from '@gt-town/contract'

/** Makes a worker clone. To be replaced by the real one. */
export const addPolecat: WorkspaceService['addPolecat'] = async (_connection, _town, {rig, polecat}) => {
  throw new GtError('GT_NOT_YET', `cannot make ${rig}/${polecat} yet`)
}
