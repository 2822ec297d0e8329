import type {HubAndTarget} from '@gt-town/contract'
import {mayorClone, refineryClone} from '@gt-town/town-layout'
import type {ShownRig} from '../domain/shown-rig.js'
import {currentBranch} from '../operations/current-branch.js'
import {findRig} from '../operations/find-rig.js'
import {polecats} from '../operations/polecats.js'
import {readRigConfig} from '../operations/rig-facts.js'

/** @throws UsageError `GT_RIG_NOT_FOUND`; FileCorruptError */
export async function showRig({target}: HubAndTarget, name: string): Promise<ShownRig> {
  const {connection, workspace: town} = target
  const rig = await findRig(connection, town, name)
  const [refinery, mayor] = [refineryClone(rig), mayorClone(town, name)]
  const [refineryBranch, mayorBranch] = await currentBranch(connection, [refinery, mayor])
  return {
    rig,
    config: await readRigConfig(connection, rig),
    polecats: await polecats(connection, rig),
    clones: {refinery: {path: refinery, branch: refineryBranch}, mayor: {path: mayor, branch: mayorBranch}},
  }
}
