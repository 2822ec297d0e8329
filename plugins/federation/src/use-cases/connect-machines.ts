import {UsageError, type Connection, type Machine} from '@gt-town/contract'
import {inParallel} from '@gt-town/waiting'

const atOnce = 16

export interface ConnectMachinesOptions {
  /** whose link is kept */
  readonly connect: (machine: Machine) => Promise<Connection>
  readonly signal: AbortSignal
}

/** Makes links that are kept, and sees that each answers. @throws UsageError for this machine; what connecting throws, for the first that fails */
export async function connectMachines(
  machines: readonly Machine[],
  {connect, signal}: ConnectMachinesOptions,
): Promise<{machine: string; connectMs: number}[]> {
  const here = machines.find(({type}) => type === 'local')
  if (here) {
    throw new UsageError('GT_USAGE', `${here.name} is this machine: there is no connection to keep`, {
      hint: 'name others, or --all',
    })
  }
  return inParallel(machines, atOnce, async (machine) => {
    await using connection = await connect(machine)
    const {connect_ms: connectMs} = await connection.probe({signal})
    return {machine: machine.name, connectMs}
  })
}
