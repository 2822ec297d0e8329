import {fail, isGtError, pass, type Connection, type GtError, type MachineCheck} from '@gt-town/contract'
import {failedStatus} from '../domain/machine-status.js'

/** What a fix must never do: only the user can say that another key is right. */
const ofTrust = ['host_key_unknown', 'host_key_changed']

export const machineReachable: MachineCheck = {
  id: 'federation/machine-reachable',
  title: 'Machine reachable and trusted',
  category: 'Federation',
  scope: 'machine',
  timeoutMs: 15_000,
  description: 'Connects to the machine, and lets it prove by its host key that it is the one that was added.',
  remedy: 'See what gt machine status says; for a host key that was changed on purpose, gt machine trust NAME.',

  async run({connection, machineName, settings, signal}) {
    const error = await failureOf(connection)
    if (!error) return pass()
    if (signal.aborted) throw error
    const {state, reasons} = failedStatus({type: 'ssh', ...settings, name: machineName}, error)
    const key = ofTrust.includes(state) ? 'trusted' : 'reachable'
    return fail(`Machine ${machineName} is ${state}: ${reasons.join('; ')}`, {key, hint: error.hint ?? 'try again'})
  },
}

/** Why there was no answer. A read request, since the doctor sends many of those in one round trip. */
async function failureOf(connection: Connection): Promise<GtError | undefined> {
  try {
    const [root] = await connection.inspect([{op: 'realpath', path: '/'}])
    return root.ok ? undefined : root.error
  } catch (error) {
    if (isGtError(error)) return error
    throw error
  }
}
