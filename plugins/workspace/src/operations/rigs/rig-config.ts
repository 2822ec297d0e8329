import {isGtError, type Connection, type Rig} from '@gt-town/contract'
import {readJson} from '@gt-town/json-file'
import {isRigConfig, type RigConfig} from '../../domain/documents.js'
import {rigConfigFile} from '@gt-town/town-layout'

/** What a rig's own configuration says; undefined where it is missing. @throws FileCorruptError */
export async function readRigConfig(connection: Connection, rig: Pick<Rig, 'path'>): Promise<RigConfig | undefined> {
  try {
    return await readJson(connection, rigConfigFile(rig), isRigConfig)
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return undefined
    throw error
  }
}

/** How a rig is to be cloned, as it was added; a rig without a sound configuration does not say. */
export async function cloneSettings(
  connection: Connection,
  rig: Pick<Rig, 'path'>,
): Promise<{branch?: string; filter?: string}> {
  try {
    const {branch, filter} = await readJson(connection, rigConfigFile(rig), isRigConfig)
    return {...(branch === undefined ? {} : {branch}), ...(filter === undefined ? {} : {filter})}
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND') || isGtError(error, 'GT_FILE_CORRUPT')) return {}
    throw error
  }
}
