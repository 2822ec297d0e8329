import {messageOf, type Place} from '@gt-town/contract'
import {sessionsFolder} from '@gt-town/town-layout'
import {inspectSessions} from '../operations/inspect-sessions.js'
import {listedMachine} from '../operations/listed-machine.js'
import type {ListedMachine} from '../domain/answers.js'

/** The sessions of this town on its own machine; a town that never had one is not asked for any, since that starts programs. */
export async function sessionsHere(place: Place, signal: AbortSignal, timeoutMs?: number): Promise<ListedMachine> {
  const none = {machine: 'local', sessions: []}
  try {
    if (!(await place.connection.fileExists(sessionsFolder(place.workspace)))) return none
    return listedMachine(place.workspace, 'local', await inspectSessions(place, signal, timeoutMs))
  } catch (error) {
    signal.throwIfAborted()
    return {...none, error: messageOf(error)}
  }
}
