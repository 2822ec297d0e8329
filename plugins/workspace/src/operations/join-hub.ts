import type {Place} from '@gt-town/contract'
import {updateJson} from '@gt-town/json-file'
import {isWorkspaceConfig} from '../domain/documents.js'
import {configFile} from '@gt-town/town-layout'
import {hubName} from './hub-name.js'

/**
 * Notes in a town of another machine what that machine is called and at which hub. One that has another hub stays as it is.
 * @returns that other hub, if any
 * @throws FileCorruptError, LockError; what the connection throws
 */
export async function joinHub(town: Place, name: string, hub: Place): Promise<string | undefined> {
  const own = {name, hub: await hubName(hub)}
  let other: string | undefined
  await updateJson(town.connection, configFile(town.workspace), isWorkspaceConfig, ({machine}) => {
    if (machine && machine.hub !== own.hub) other = machine.hub
    return machine && (other !== undefined || machine.name === name) ? [] : [{at: ['machine'], value: own}]
  })
  return other
}
