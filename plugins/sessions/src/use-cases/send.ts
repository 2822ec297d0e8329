import {GtError} from '@gt-town/contract'
import {pasteable, sessionNameOf} from '@gt-town/tmux'
import {sessionFiles} from '@gt-town/town-layout'
import {pause} from '@gt-town/waiting'
import type {SendReceipt} from '../domain/receipt.js'
import {sessionStateOf, tookText, type SeenSession} from '../domain/session-state.js'
import {inspectSessions} from '../operations/inspect-sessions.js'
import {post} from '../operations/post.js'
import {profileOf} from '../operations/profile-of.js'
import {inTheWay, paste} from './paste.js'
import type {SessionPlace} from './session-town.js'

const confirmMs = 6000
const betweenLooksMs = 300

/**
 * Gives a text to a session's program by the best way there is, one text at a time.
 * @param options.timeoutMs how long to wait until its composer is free
 * @returns what became of it, with the evidence
 * @throws UsageError `GT_TEXT_INVALID`; GtError `GT_SESSION_MISSING` (exit 1); LockError; what the connection throws
 */
export async function sendTo(
  at: SessionPlace,
  text: string,
  {timeoutMs, signal}: {timeoutMs: number; signal: AbortSignal},
): Promise<SendReceipt> {
  const words = pasteable(text)
  // Where there never was one there is no folder to lock in.
  await look(at, signal)
  const {connection, workspace} = at.target
  const lock = sessionFiles(workspace, sessionNameOf(at.address)).event
  return connection.withLock(lock, async () => give(at, words, timeoutMs, signal))
}

async function give(at: SessionPlace, text: string, timeoutMs: number, signal: AbortSignal): Promise<SendReceipt> {
  const until = performance.now() + timeoutMs
  for (;;) {
    const seen = await look(at, signal)
    const profile = profileOf(at.hub.workspace, seen.intent)
    const {state, reason, evidence} = sessionStateOf(seen, profile)
    if (seen.pane === undefined || seen.pane.ended) {
      const why = reason === undefined ? `it is ${state}` : `it is ${state}: ${reason}`
      return {result: 'undeliverable', door: 'paste', evidence, reason: why}
    }
    if (profile?.doors[0] === 'socket' && state !== 'blocked') {
      const receipt = await postAndConfirm(at, seen, {text, isIdle: state === 'idle', signal})
      if (receipt !== undefined) return receipt
    }
    const isAsking = state === 'blocked' || state === 'waiting'
    const refusal = isAsking
      ? `it is ${state}: ${reason ?? 'it asks something'}`
      : await inTheWay(at, seen, profile, signal)
    if (refusal === undefined) return paste(at, seen, profile, {text, wasBusy: state === 'busy', signal})
    if (performance.now() >= until) return {result: 'refused', door: 'paste', evidence: 'screen', reason: refusal}
    signal.throwIfAborted()
    await pause(betweenLooksMs, signal)
  }
}

/** By the session's own inbox, or undefined where it has none. */
async function postAndConfirm(
  at: SessionPlace,
  before: SeenSession,
  {text, isIdle, signal}: {text: string; isIdle: boolean; signal: AbortSignal},
): Promise<SendReceipt | undefined> {
  const posted = await post(at.target, at.address, text, signal)
  if (posted.result === 'none') return undefined
  if (posted.result === 'refused') return {result: 'refused', door: 'socket', evidence: 'socket', reason: posted.reason}
  // It takes it up at the end of its turn.
  if (!isIdle) return {result: 'queued', door: 'socket', evidence: 'socket'}
  const until = performance.now() + confirmMs
  while (performance.now() < until) {
    if (tookText(await look(at, signal), before, text)) return {result: 'submitted', door: 'socket', evidence: 'hook'}
    await pause(betweenLooksMs, signal)
  }
  const reason = 'its inbox took it, and nothing tells that its agent did'
  return {result: 'unconfirmed', door: 'socket', evidence: 'socket', reason}
}

/** @throws GtError `GT_SESSION_MISSING` (exit 1) where there never was one, `GT_SESSIONS_UNSEEN` */
async function look({target, address, shown}: SessionPlace, signal: AbortSignal): Promise<SeenSession> {
  const {sessions, unseen} = await inspectSessions(target, signal)
  const seen = sessions.get(address)
  if (seen !== undefined) return seen
  if (unseen !== undefined)
    throw new GtError('GT_SESSIONS_UNSEEN', `${shown}: ${unseen}`, {hint: 'gt doctor says more'})
  throw new GtError('GT_SESSION_MISSING', `there is no session of ${shown}`, {
    hint: `gt session start ${shown} starts one`,
    exit: 1,
  })
}
