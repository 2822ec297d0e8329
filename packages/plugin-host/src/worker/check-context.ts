import type {MachineSettings, Rig} from '@gt-town/contract'
import {cutText, maxLines} from '@gt-town/text'
import type {SharedContext} from '../protocol.js'
import type {Attempt} from './attempt.js'
import type {ProxyConnection} from './proxy-connection.js'

/** What a check is given. Nothing in it can be changed, since the checks of all plugins share most of it. */
export function checkContext(
  attempt: Attempt,
  connection: ProxyConnection,
  shared: SharedContext,
  target: {
    readonly rig: Rig | undefined
    readonly machineName: string | undefined
    readonly settings: MachineSettings | undefined
  },
): object {
  const {workspace, rigs, looked, reason} = shared
  const {rig, machineName, settings} = target
  return Object.freeze({
    connection,
    rigs,
    looked,
    get signal() {
      return attempt.signal
    },
    log: (line: unknown) => {
      if (attempt.log.length < maxLines) attempt.log.push(cutText(String(line)))
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
