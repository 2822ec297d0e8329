import type {Connection, EnvironmentContext, MachineContext, RigContext, WorkspaceContext} from '@gt-town/contract'
import type {CheckTarget} from '../../domain/checks/check-target.js'
import type {Environment} from '../../domain/checks/environment.js'

/** A check gets what its scope is promised; one object serves all. */
type CheckContext = EnvironmentContext & WorkspaceContext & RigContext & MachineContext

export interface ContextParts {
  readonly connection: Connection
  readonly environment: Environment
  readonly signal: AbortSignal
  /** takes what the check logs */
  readonly log: string[]
}

export function contextOf(target: CheckTarget, {connection, environment, signal, log}: ContextParts): CheckContext {
  // A check of machines is told of the town that has the machine; its connection is the one to the machine.
  const machine = target.check.scope === 'machine' ? environment.machine : undefined
  const {workspace, rigs} = machine?.hub ?? environment
  const context = {
    connection,
    rigs,
    looked: environment.looked,
    signal,
    log: (line: string) => {
      log.push(line)
    },
    ...(environment.reason !== undefined && {reason: environment.reason}),
    ...(workspace && {workspace}),
    ...(target.rig && {rig: target.rig}),
    ...(machine && {machineName: machine.name, settings: machine.settings}),
  }
  return context as unknown as CheckContext
}
