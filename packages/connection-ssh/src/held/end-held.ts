import {GtError} from '@gt-town/contract'
import {findHolder, holderPlace} from './reach-holder.js'
import {HolderClient} from './holder-client.js'

/**
 * Ends links that are kept for a town; starts no holder.
 * @param machines all of them where none is named
 * @param program see `SshTarget.hold`
 * @returns the names of the machines whose links were up
 * @throws GtError `GT_TIMEOUT` where the holder does not answer
 */
export async function endHeld(town: string, machines: readonly string[], program?: string): Promise<string[]> {
  const place = holderPlace(town, program)
  const socket = place && (await findHolder(place))
  if (!socket) return []
  const client = new HolderClient(socket, {machine: ''})
  try {
    if (await client.answers()) return await client.disconnect(machines)
    throw new GtError('GT_TIMEOUT', 'the process that keeps the connections does not answer', {
      hint: `see what holds it up: it listens at ${place.socket}`,
    })
  } finally {
    client.close()
  }
}
