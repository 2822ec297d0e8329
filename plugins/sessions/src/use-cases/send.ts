import {pasteable, sessionNameOf, tmuxCapture, tmuxLastTyped, tmuxPress, tmuxSend, type TmuxTarget} from '@gt-town/tmux'
import {sessionFiles} from '@gt-town/town-layout'
import {pause} from '@gt-town/waiting'
import {gapOf, type AgentProfile} from '../domain/profile.js'
import type {SendReceipt} from '../domain/receipt.js'
import {isComposerEmpty, sessionStateOf, type SeenSession} from '../domain/session-state.js'
import {inspectSessions} from '../operations/inspect-sessions.js'
import {sessionTarget} from '../operations/session-place.js'
import type {SessionPlace, SessionTown} from './session-town.js'
import {profileOf} from '../operations/profile-of.js'

/** A person who types gets that long before gt pastes anything. */
const quietSeconds = 5
/** An empty composer has to be seen twice, so long apart. */
const twiceMs = 300
const confirmMs = 4000
const mostPresses = 3
const betweenLooksMs = 300

/**
 * Gives a text to a session's program by the best way there is, one text at a time.
 * @param options.timeoutMs how long to wait until its composer is free
 * @returns what became of it, with the evidence
 * @throws UsageError `GT_TEXT_INVALID`; LockError; what the connection throws
 */
export async function sendTo(
  town: Pick<SessionTown, 'home' | 'signal'>,
  at: SessionPlace,
  text: string,
  {timeoutMs}: {timeoutMs: number},
): Promise<SendReceipt> {
  const words = pasteable(text)
  const {connection, workspace} = at.target
  const lock = sessionFiles(workspace, sessionNameOf(at.address)).event
  return connection.withLock(lock, async () => paste(town, at, words, timeoutMs))
}

async function paste(
  town: Pick<SessionTown, 'home' | 'signal'>,
  at: SessionPlace,
  text: string,
  timeoutMs: number,
): Promise<SendReceipt> {
  const {signal} = town
  const until = performance.now() + timeoutMs
  for (;;) {
    const seen = await look(at, signal)
    const profile = profileOf(town.home.workspace, seen?.intent)
    const state = seen && sessionStateOf(seen, profile)
    if (seen?.pane === undefined || seen.pane.ended || state === undefined) {
      const why =
        state?.state === 'unknown'
          ? state.reason
          : state?.state === 'dead'
            ? `it is dead: ${state.reason ?? ''}`
            : 'it is stopped'
      return {
        result: 'undeliverable',
        door: 'paste',
        evidence: state?.evidence ?? 'tmux',
        reason: why ?? 'it cannot be seen',
      }
    }
    const refusal =
      state.state === 'blocked' || state.state === 'waiting'
        ? `it is ${state.state}: ${state.reason ?? 'it asks something'}`
        : await inTheWay(at, seen, profile, signal)
    if (refusal === undefined) return submit(at, seen, profile, {text, wasBusy: state.state === 'busy', signal})
    if (performance.now() >= until) return {result: 'refused', door: 'paste', evidence: 'screen', reason: refusal}
    signal.throwIfAborted()
    await pause(betweenLooksMs, signal)
  }
}

/** Why nothing may be pasted now, or undefined: a draft of somebody, or somebody who types. */
async function inTheWay(
  {target, address}: SessionPlace,
  {screen}: SeenSession,
  profile: AgentProfile | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const where = sessionTarget(target.workspace, address)
  const typed = await tmuxLastTyped(target.connection, where, {signal})
  if (typed !== undefined && typed < quietSeconds) return `somebody typed there ${typed} s ago`
  if (profile === undefined || isComposerEmpty(screen ?? '', profile) === undefined) return undefined
  const draft = 'its composer does not look empty'
  if (!isComposerEmpty(screen ?? '', profile)) return draft
  await pause(twiceMs, signal)
  return isComposerEmpty(await tmuxCapture(target.connection, where, {signal}), profile) ? undefined : draft
}

async function submit(
  at: SessionPlace,
  before: SeenSession,
  profile: AgentProfile | undefined,
  {text, wasBusy, signal}: {text: string; wasBusy: boolean; signal: AbortSignal},
): Promise<SendReceipt> {
  const {connection, workspace} = at.target
  const where = sessionTarget(workspace, at.address)
  const gapMs = profile ? gapOf(profile, Buffer.byteLength(text)) : 300
  const key = profile?.paste.submit ?? 'Enter'
  const before0 = await tmuxCapture(connection, where, {signal})
  await tmuxSend(connection, where, text, {submit: key, gapMs, signal})
  for (let presses = 1; ; presses++) {
    const receipt = await confirmed(at, where, before, {profile, wasBusy, screenBefore: before0, signal})
    if (receipt !== undefined) return receipt
    const isThere = profile && isComposerEmpty(await tmuxCapture(connection, where, {signal}), profile) === false
    // Only a composer that still holds the text needs the key again: it could start something else.
    if (!isThere || presses >= mostPresses) {
      const reason = isThere ? `it did not take ${key}, pressed ${presses} times` : 'nothing tells that it took it'
      return {result: 'unconfirmed', door: 'paste', evidence: 'screen', reason}
    }
    await tmuxPress(connection, where, key, {signal})
  }
}

interface Confirming {
  readonly profile: AgentProfile | undefined
  readonly wasBusy: boolean
  readonly screenBefore: string
  readonly signal: AbortSignal
}

/** What tells that the program took it, or undefined where nothing did for a while. */
async function confirmed(
  at: SessionPlace,
  where: TmuxTarget,
  before: SeenSession,
  {profile, wasBusy, screenBefore, signal}: Confirming,
): Promise<SendReceipt | undefined> {
  const until = performance.now() + confirmMs
  while (performance.now() < until) {
    const seen = await look(at, signal)
    if (seen?.pane === undefined || seen.pane.ended) {
      return {result: 'unconfirmed', door: 'paste', evidence: 'tmux', reason: 'it ended meanwhile'}
    }
    const {event} = seen
    const isNewer = event !== undefined && event.name === 'busy' && event.at >= before.now && event !== before.event
    if (isNewer && event.at !== before.event?.at) return {result: 'submitted', door: 'paste', evidence: 'hook'}
    if (profile && profile.screen.length > 0) {
      const isFree = isComposerEmpty(seen.screen ?? '', profile)
      const state = sessionStateOf(seen, profile).state
      if (wasBusy && isFree && state === 'busy') return {result: 'queued', door: 'paste', evidence: 'screen'}
      if (!wasBusy && state === 'busy') return {result: 'submitted', door: 'paste', evidence: 'screen'}
      if (isFree && seen.screen !== undefined && seen.screen.trimEnd() !== screenBefore) {
        return {result: 'submitted', door: 'paste', evidence: 'screen'}
      }
    } else if ((await tmuxCapture(at.target.connection, where, {signal})) !== screenBefore) {
      return {result: 'submitted', door: 'paste', evidence: 'pane'}
    }
    await pause(betweenLooksMs, signal)
  }
  return undefined
}

async function look({target, address}: SessionPlace, signal: AbortSignal): Promise<SeenSession | undefined> {
  return (await inspectSessions(target, signal)).sessions.get(address)
}
