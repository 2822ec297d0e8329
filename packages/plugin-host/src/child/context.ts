import type {SceneData} from '../protocol.js'
import type {Job} from './job.js'
import type {RemoteConnection} from './remote-connection.js'
import {cutText, mostLines} from '@gt-town/text'
import type {MachineSettings, Rig} from '@gt-town/contract'

/** What a check is given. Nothing in it can be changed, since the checks of all plugins share most of it. */
export function contextOf(
  job: Job,
  connection: RemoteConnection,
  scene: SceneData,
  target: {
    readonly rig: Rig | undefined
    readonly machineName: string | undefined
    readonly settings: MachineSettings | undefined
  },
): object {
  const {workspace, rigs, looked, reason} = scene
  const {rig, machineName, settings} = target
  return Object.freeze({
    connection,
    rigs,
    looked,
    get signal() {
      return job.signal
    },
    log: (line: unknown) => {
      if (job.log.length < mostLines) job.log.push(cutText(String(line)))
    },
    ...(reason !== undefined && {reason}),
    ...(workspace && {workspace}),
    ...(rig && {rig}),
    ...(machineName !== undefined && {machineName}),
    ...(settings && {settings: deepFreeze(settings)}),
  })
}

/** Down to its last part; for plain data. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const part of Object.values(value)) deepFreeze(part)
  return Object.freeze(value)
}
