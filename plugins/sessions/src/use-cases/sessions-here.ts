import {messageOf, type Place} from '@gt-town/contract'
import {sessionsFolder} from '@gt-town/town-layout'
import {sessionStateOf} from '../domain/session-state.js'
import {inspectSessions} from '../operations/inspect-sessions.js'
import {profileOf} from '../operations/profile-of.js'
import type {ListedMachine} from '../domain/answers.js'

/** The sessions of this town on its own machine; a town that never had one is not asked for any, since that starts programs. */
export async function sessionsHere(place: Place, signal: AbortSignal): Promise<ListedMachine> {
  const none = {machine: 'local', sessions: []}
  try {
    if (!(await place.connection.fileExists(sessionsFolder(place.workspace)))) return none
    const {sessions, socket, unseen} = await inspectSessions(place, signal)
    return {
      machine: 'local',
      socket,
      sessions: [...sessions].map(([address, seen]) => ({
        machine: 'local',
        address,
        shown: address,
        state: sessionStateOf(seen, profileOf(place.workspace, seen.intent)),
        intent: seen.intent,
        attached: seen.pane?.attached ?? 0,
      })),
      ...(unseen !== undefined && {error: unseen}),
    }
  } catch (error) {
    signal.throwIfAborted()
    return {...none, error: messageOf(error)}
  }
}
