import {GtError} from '@gt-town/contract'
import {sessionStateOf} from '../domain/session-state.js'
import {inspectSessions} from '../operations/inspect-sessions.js'
import type {ListedSession} from '../domain/answers.js'
import type {SessionPlace, SessionTown} from './session-town.js'
import {profileOf} from '../operations/profile-of.js'

/**
 * What one session does.
 * @throws GtError `GT_SESSION_MISSING` (exit 1) where there never was one; what the connection throws
 */
export async function stateAt(
  town: SessionTown,
  {target, address, machine, shown}: SessionPlace,
): Promise<ListedSession> {
  const {sessions, unseen} = await inspectSessions(target, town.signal)
  const seen = sessions.get(address) ?? (unseen === undefined ? undefined : {now: 0, unseen})
  if (seen === undefined) {
    throw new GtError('GT_SESSION_MISSING', `there is no session of ${shown}`, {
      hint: `gt session start ${shown} starts one`,
      exit: 1,
    })
  }
  const state = sessionStateOf(seen, profileOf(town.home.workspace, seen.intent))
  return {machine, address, shown, state, intent: seen.intent, attached: seen.pane?.attached ?? 0}
}
