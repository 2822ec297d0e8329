import type {Running, Transport} from '../transport/transport.js'
import {beforeSending} from './start-error.js'

/**
 * Starts a command line where the agent is or will be, so that both share one link.
 * @throws what connecting throws; ConnectionLostError: nothing was sent
 */
export async function startChannel(transport: Transport, line: string, signal?: AbortSignal): Promise<Running> {
  try {
    return await transport.start(line, {long: true, signal})
  } catch (error) {
    throw beforeSending(transport.machine, error)
  }
}
