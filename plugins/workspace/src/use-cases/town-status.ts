import type {HubAndTarget} from '@gt-town/contract'
import {polecatFolder} from '@gt-town/town-layout'
import type {TownStatus} from '../domain/town/town-status.js'
import {currentBranch} from '../operations/clones/current-branch.js'
import {listRigs} from './list-rigs.js'

/** Rigs and polecats at a glance, without a process. @throws FileCorruptError */
export async function townStatus(where: HubAndTarget): Promise<TownStatus> {
  const rigs = await listRigs(where)
  const polecats = rigs.flatMap(({rig, polecats: names}) =>
    names.map((name) => ({rig: rig.name, name, path: polecatFolder(rig, name)})),
  )
  const branches = await currentBranch(
    where.target.connection,
    polecats.map(({path}) => path),
  )
  return {rigs, polecats: polecats.map((polecat, index) => ({...polecat, branch: branches[index]}))}
}
