import type {HubAndTarget} from '@gt-town/contract'
import type {ListedRig} from '../domain/rigs/listed-rig.js'
import {polecats} from '../operations/polecats/polecats.js'
import {rigStates} from '../operations/rigs/rig-states.js'
import {rigs} from '../operations/rigs/rigs.js'

/** Every rig of the town with the names of its polecats, sorted. @throws FileCorruptError */
export async function listRigs({target}: HubAndTarget): Promise<ListedRig[]> {
  const {connection, workspace: town} = target
  const found = await rigs(connection, town, {strict: true})
  const states = await rigStates(connection, town, found)
  return Promise.all(
    found.map(async (rig, at) => ({rig, state: states[at] ?? 'ok', polecats: await polecats(connection, rig)})),
  )
}
