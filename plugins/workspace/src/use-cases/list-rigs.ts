import type {HubAndTarget, Rig} from '@gt-town/contract'
import {polecats} from '../operations/polecats/polecats.js'
import {rigs} from '../operations/rigs/rigs.js'

export interface ListedRig {
  readonly rig: Rig
  readonly polecats: readonly string[]
}

/** Every rig of the town with the names of its polecats, sorted. @throws FileCorruptError */
export async function listRigs({target}: HubAndTarget): Promise<ListedRig[]> {
  const {connection, workspace: town} = target
  const found = await rigs(connection, town, {strict: true})
  return Promise.all(found.map(async (rig) => ({rig, polecats: await polecats(connection, rig)})))
}
