import {isGtError, type Connection, type Rig} from '@gt-town/contract'
import {readJson} from '@gt-town/json-file'
import {isRigConfig, type RigConfig} from '../domain/documents.js'
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
