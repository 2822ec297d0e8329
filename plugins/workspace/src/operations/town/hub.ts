import type {HubAndTarget, Place} from '@gt-town/contract'
import {updateJson} from '@gt-town/json-file'
import {configFile} from '@gt-town/town-layout'
import {isWorkspaceConfig} from '../../domain/documents.js'

/** What machines call their hub: its computer and where its town is, such as `desk:/home/me/ai`. */
export async function hubName({connection, workspace}: Place): Promise<string> {
  const {stdout} = await connection.execute(['uname', '-n'], {effect: 'read', timeoutMs: 8000})
  return `${stdout.toString().trim()}:${workspace.root}`
}

/**
 * Notes in the target what its machine is called and at which hub. One that has another hub stays as it is.
 * @returns that other hub, if any
 * @throws FileCorruptError, LockError; what the connection throws
 */
export async function noteHub({machine: name, hub, target}: HubAndTarget): Promise<string | undefined> {
  const own = {name, hub: await hubName(hub)}
  let other: string | undefined
  await updateJson(target.connection, configFile(target.workspace), isWorkspaceConfig, ({machine}) => {
    if (machine && machine.hub !== own.hub) other = machine.hub
    return machine && (other !== undefined || machine.name === name) ? [] : [{at: ['machine'], value: own}]
  })
  return other
}
