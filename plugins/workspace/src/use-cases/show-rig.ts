import type {HubAndTarget} from '@gt-town/contract'
import {mayorClone, refineryClone} from '@gt-town/town-layout'
import type {ShownRig} from '../domain/rigs/shown-rig.js'
import {currentBranch} from '../operations/clones/current-branch.js'
import {findRig} from '../operations/rigs/rigs.js'
import {polecats} from '../operations/polecats/polecats.js'
import {rigStates} from '../operations/rigs/rig-states.js'
import {readRigConfig} from '../operations/rigs/rig-config.js'

/** @throws UsageError `GT_RIG_NOT_FOUND`; FileCorruptError */
export async function showRig({target}: HubAndTarget, name: string): Promise<ShownRig> {
  const {connection, workspace: town} = target
  const rig = await findRig(connection, town, name)
  const [refinery, mayor] = [refineryClone(rig), mayorClone(town, name)]
  const [refineryBranch, mayorBranch] = await currentBranch(connection, [refinery, mayor])
  const [state = 'ok'] = await rigStates(connection, town, [rig])
  return {
    rig,
    state,
    config: await readRigConfig(connection, rig),
    polecats: await polecats(connection, rig),
    clones: {refinery: {path: refinery, branch: refineryBranch}, mayor: {path: mayor, branch: mayorBranch}},
  }
}
