import type {Workspace} from '@gt-town/contract'
import type {ListedMachine} from '../domain/answers.js'
import {sessionStateOf} from '../domain/session-state.js'
import type {SeenSessions} from './inspect-sessions.js'
import {profileOf} from './profile-of.js'

/**
 * What was seen of a machine, for whoever lists it.
 * @param town whose configuration says what its agents are
 */
export function listedMachine(
  town: Workspace,
  machine: string,
  {socket, sessions, unseen, odd}: SeenSessions,
): ListedMachine {
  return {
    machine,
    socket,
    sessions: [...sessions].map(([address, seen]) => ({
      machine,
      address,
      shown: machine === 'local' ? address : `${machine}:${address}`,
      state: sessionStateOf(seen, profileOf(town, seen.intent)),
      intent: seen.intent,
      attached: seen.pane?.attached ?? 0,
    })),
    ...(unseen !== undefined ? {error: unseen} : odd.length > 0 && {error: `not to be read: ${odd.join(', ')}`}),
  }
}
