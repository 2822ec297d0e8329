import {AbortedError, isGtError, TimeoutError, type Connection, type Health, type Machine} from '@gt-town/contract'
import {failedStatus, statusOf, type MachineStatus} from '../domain/machine-status.js'
import {tmuxSocket} from '@gt-town/town-layout'
import {inParallel} from '@gt-town/waiting'

export interface ProbeMachinesOptions {
  /** gives a connect no longer than this */
  readonly connect: (machine: Machine, connectTimeoutMs: number) => Promise<Connection>
  /** of each machine */
  readonly timeoutMs: number
  /** how many at a time */
  readonly atOnce: number
  readonly signal: AbortSignal
  readonly report?: (line: string) => void
}

/** A connect that takes too long says more about the reason than our own deadline does. */
const graceMs = 200

/**
 * How the machines are, one probe each, all side by side: one that never answers costs its deadline and holds up no other.
 * @throws AbortedError
 */
export async function probeMachines(
  machines: readonly Machine[],
  {report = () => undefined, ...options}: ProbeMachinesOptions,
): Promise<MachineStatus[]> {
  let answered = 0
  return inParallel(machines, options.atOnce, async (machine) => {
    const status = await probeOne(machine, options)
    answered++
    report(`${answered} of ${machines.length}: ${machine.name} is ${status.state}`)
    return status
  })
}

async function probeOne(machine: Machine, {connect, timeoutMs, signal}: ProbeMachinesOptions): Promise<MachineStatus> {
  const deadline = AbortSignal.timeout(timeoutMs + graceMs)
  try {
    return statusOf(machine, await probe(machine, connect, timeoutMs, AbortSignal.any([signal, deadline])))
  } catch (error) {
    if (signal.aborted) throw new AbortedError('looking at the machines', {cause: error})
    if (deadline.aborted && isGtError(error, 'GT_ABORTED')) {
      return failedStatus(machine, new TimeoutError('its answer', timeoutMs, {hint: hintOfSilence, cause: error}))
    }
    if (isGtError(error)) return failedStatus(machine, error)
    throw error
  }
}

async function probe(
  machine: Machine,
  connect: ProbeMachinesOptions['connect'],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Health> {
  await using connection = await connect(machine, timeoutMs)
  const {workspace: path} = machine
  return await connection.probe({signal, ...(path !== undefined && {path, tmuxSocket: tmuxSocket({root: path})})})
}

const hintOfSilence = 'see what its startup files (such as .bashrc) wait for, or give it longer with --timeout'
