import {GtError, type Place} from '@gt-town/contract'
import type {SessionIntent} from '../domain/intent.js'
import type {AgentProfile} from '../domain/profile.js'
import {isComposerEmpty, sessionStateOf, type SeenSession} from '../domain/session-state.js'
import {inspectSessions} from '../operations/inspect-sessions.js'
import {changeIntent, readIntent} from '../operations/intents.js'
import {profileOf} from '../operations/profile-of.js'
import {withSessionLock} from '../operations/session-lock.js'
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
  return withSessionLock(target, address, town.signal, async () => {
    const {sessions, unseen} = await inspectSessions(target, town.signal)
    if (unseen?.startsWith('tmux is not installed')) throw noTmux(shown)
    const before = await readIntent(target, address)
    if (before === undefined && sessions.get(address)?.pane === undefined) throw missing(shown)
    const noted = await noteStopped(target, address, before, wanted)
    const ask = howToAsk(sessions.get(address), profileOf(town.home.workspace, before))
    const end = await stopSession(target, address, {ask, graceSeconds, signal: town.signal})
    // It is stopped all the same, and would come back with the next gt up.
    if (!noted.ok) throw noted.error
    return end
  })
}

/** Before it ends: what is killed in between must not come back. */
async function noteStopped(
  place: Place,
  address: string,
  before: SessionIntent | undefined,
  wanted: 'stopped' | 'down',
): Promise<{ok: true} | {ok: false; error: unknown}> {
  if (before === undefined || before.wanted === wanted) return {ok: true}
  try {
    await changeIntent(place, address, (intent) => intent && stoppedIntent(intent, wanted))
    return {ok: true}
  } catch (error) {
    return {ok: false, error}
  }
}

/** A text goes only onto a composer that is empty: it would submit a draft, and Enter answers what a program asks. */
function howToAsk(seen: SeenSession | undefined, profile: AgentProfile | undefined): AgentProfile['stop'] {
  if (seen?.screen === undefined || profile === undefined) return {}
  const {text, keys = []} = profile.stop
  if (profile.screen.length === 0) return {keys}
  const isFree = ['idle', 'busy'].includes(sessionStateOf(seen, profile).state) && isComposerEmpty(seen.screen, profile)
  return isFree ? {keys, ...(text !== undefined && {text})} : {}
}

function missing(shown: string): GtError {
  return new GtError('GT_SESSION_MISSING', `there is no session of ${shown}`, {
    hint: 'gt session list shows all',
    exit: 1,
  })
}

function noTmux(shown: string): GtError {
  return new GtError('GT_TMUX_MISSING', `${shown}: tmux is not installed, or not on PATH`, {
    hint: 'install tmux 3.2 or later (Debian: apt-get install tmux)',
  })
}

function stoppedIntent(intent: SessionIntent, wanted: 'stopped' | 'down'): SessionIntent {
  // One that the user stopped is not brought back by gt down and gt up.
  if (wanted === 'down' && intent.wanted === 'stopped') return intent
  return {...intent, wanted, stopped_at: new Date().toISOString()}
}
