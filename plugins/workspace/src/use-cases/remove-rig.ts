import type {Connection, HubAndTarget, Rig} from '@gt-town/contract'
import {removedRigConfigFile, rigConfigFile} from '@gt-town/town-layout'
import {findRig} from '../operations/rigs/rigs.js'
import {registry, updateRegistry} from '../operations/rigs/registry.js'

export interface RemovedRig {
  readonly name: string
  readonly path: string
  /** whether its folders are in the trash */
  readonly isDeleted: boolean
  /** its folder is not there */
  readonly isGone?: boolean
  /** the entry of the trash that holds its folders */
  readonly trash?: string
}

/**
 * Takes a rig out of the registry. Its folders stay as they are, but for the configuration, which is put aside so that
 * they are no rig any more: `gt rig adopt` brings it back.
 * @throws UsageError `GT_RIG_NOT_FOUND`; FileCorruptError
 */
export async function removeRig({target}: HubAndTarget, name: string): Promise<RemovedRig> {
  const {connection, workspace: town} = target
  const rig = await findRig(connection, town, name)
  await updateRegistry(connection, town, async (state) => {
    await putConfigAside(connection, rig)
    return registry.unset(state, name)
  })
  return {name, path: rig.path, isDeleted: false, isGone: !(await connection.fileExists(rig.path))}
}

/** First the copy, then the removal: an interruption leaves both, and the next try goes on. */
async function putConfigAside(connection: Connection, rig: Rig): Promise<void> {
  const [config] = await connection.inspect([{op: 'read', path: rigConfigFile(rig)}])
  if (!config.ok) {
    if (['GT_NOT_FOUND', 'GT_NOT_A_DIRECTORY'].includes(config.error.code)) return
    throw config.error
  }
  await connection.writeFile(removedRigConfigFile(rig), config.value)
  await connection.remove(rigConfigFile(rig))
}
