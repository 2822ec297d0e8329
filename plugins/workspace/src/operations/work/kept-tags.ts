import type {Connection, Rig, Workspace} from '@gt-town/contract'
import {mayorClone, refineryClone} from '@gt-town/town-layout'
import {inspectClone} from '../clones/inspect-clone.js'
import {localRefs, type Refs} from '../git/refs.js'

/** The tags of the refinery's and the mayor's clone: a polecat's tags that are there too are not lost with it. */
export async function keptTags(connection: Connection, town: Workspace, rig: Rig, signal?: AbortSignal): Promise<Refs> {
  const tags = new Map<string, string>()
  for (const folder of [mayorClone(town, rig.name), refineryClone(rig)]) {
    if ((await inspectClone(connection, folder)).state !== 'valid') continue
    for (const [name, oid] of await localRefs(connection, folder, signal)) tags.set(name, oid)
  }
  return tags
}
