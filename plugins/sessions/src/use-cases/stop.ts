import {GtError} from '@gt-town/contract'
import type {SessionIntent} from '../domain/intent.js'
import {sessionStateOf} from '../domain/session-state.js'
import {inspectSessions} from '../operations/inspect-sessions.js'
import {changeIntent, readIntent} from '../operations/intents.js'
import {profileOf} from '../operations/profile-of.js'
import {stopSession, type StopEnd} from '../operations/stop-session.js'
import type {SessionPlace, SessionTown} from './session-town.js'

/**
 * Notes that a session is to stay stopped, then asks its program to end and ends what is left after the grace period.
 * @param options.wanted `down`: gt up starts it again
 * @returns how it ended; `none`: nothing ran
 * @throws GtError `GT_SESSION_MISSING` (exit 1) where there never was one
 */
export async function stopAt(
  town: Pick<SessionTown, 'home' | 'signal'>,
  {target, address, shown}: SessionPlace,
  {graceSeconds, wanted = 'stopped'}: {graceSeconds: number; wanted?: 'stopped' | 'down'},
): Promise<StopEnd> {
  const before = await readIntent(target, address)
  // Before it ends: what is killed in between must not come back.
  if (before && before.wanted !== wanted) {
    await changeIntent(target, address, (intent) => intent && stoppedIntent(intent, wanted))
  }
  const profile = profileOf(town.home.workspace, before)
  const {sessions} = await inspectSessions(target, town.signal)
  const seen = sessions.get(address)
  // A text with Enter behind it would answer what it asks.
  const asks = seen === undefined || ['waiting', 'blocked'].includes(sessionStateOf(seen, profile).state)
  const end = await stopSession(target, address, {
    ask: asks ? {} : (profile?.stop ?? {}),
    graceSeconds,
    signal: town.signal,
  })
  if (end === 'none' && before === undefined) {
    throw new GtError('GT_SESSION_MISSING', `there is no session of ${shown}`, {
      hint: 'gt session list shows all',
      exit: 1,
    })
  }
  return end
}

function stoppedIntent(intent: SessionIntent, wanted: 'stopped' | 'down'): SessionIntent {
  // One that the user stopped is not brought back by gt down and gt up.
  if (wanted === 'down' && intent.wanted === 'stopped') return intent
  return {...intent, wanted, stopped_at: new Date().toISOString()}
}
