import {leaveMode, tmuxCapture, tmuxLastTyped, tmuxPress, tmuxSend, type TmuxTarget} from '@gt-town/tmux'
import {pause} from '@gt-town/waiting'
import {gapOf, type AgentProfile} from '../domain/profile.js'
import type {SendReceipt} from '../domain/receipt.js'
import {isComposerEmpty, sessionStateOf, tookText, type SeenSession} from '../domain/session-state.js'
import {inspectSession} from '../operations/inspect-sessions.js'
import {sessionTarget} from '../operations/session-place.js'
import type {SessionPlace} from './session-town.js'

/** A person who types gets that long before gt pastes anything. */
const quietSeconds = 5
/** An empty composer has to be seen twice, so long apart. */
const twiceMs = 300
const confirmMs = 6000
const mostPresses = 3
const betweenLooksMs = 300
/** So much of a text tells that it stands in the composer; it may be wrapped behind that. */
const recognised = 30

/** What a line of a terminal holds on Linux: termios(3), "Canonical and noncanonical mode". */
const mostLineBytes = 4095

/** Why nothing may be pasted now, or undefined: a draft of somebody, or somebody who types. */
export async function inTheWay(
  {target, address}: SessionPlace,
  {screen, pane}: SeenSession,
  profile: AgentProfile | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const where = sessionTarget(target.workspace, address)
  if (pane?.inMode === true) {
    if (pane.attached > 0) return 'somebody scrolls there'
    await leaveMode(target.connection, where, {signal})
  }
  const typed = await tmuxLastTyped(target.connection, where, {signal})
  if (typed !== undefined && typed < quietSeconds) return `somebody typed there ${typed} s ago`
  if (profile === undefined || isComposerEmpty(screen ?? '', profile) === undefined) return undefined
  const draft = 'its composer does not look empty'
  if (!isComposerEmpty(screen ?? '', profile)) return draft
  await pause(twiceMs, signal)
  return isComposerEmpty(await tmuxCapture(target.connection, where, {signal}), profile) ? undefined : draft
}

interface Pasting {
  readonly text: string
  readonly wasBusy: boolean
  readonly signal: AbortSignal
}

/** Pastes a text and presses the key that submits, again where the text still stands in the composer. */
export async function paste(
  at: SessionPlace,
  before: SeenSession,
  profile: AgentProfile | undefined,
  pasting: Pasting,
): Promise<SendReceipt> {
  const {text, signal} = pasting
  const {connection, workspace} = at.target
  const where = sessionTarget(workspace, at.address)
  const gapMs = profile ? gapOf(profile, Buffer.byteLength(text)) : 300
  const key = profile?.paste.submit ?? 'Enter'
  const screenBefore = await tmuxCapture(connection, where, {signal})
  await tmuxSend(connection, where, text, {submit: key, gapMs, signal})
  for (let presses = 1; ; presses++) {
    const receipt = await confirmed(at, before, profile, {...pasting, where, screenBefore})
    if (receipt !== undefined) return receipt
    const isThere = profile !== undefined && (await standsThere(at, profile, text, signal))
    // Only where the text itself still stands there: the key could answer something else.
    if (!isThere || presses >= mostPresses) {
      const reason = isThere ? `it did not take ${key}, pressed ${presses} times` : 'nothing tells that it took it'
      return {result: 'unconfirmed', door: 'paste', evidence: 'screen', reason}
    }
    await tmuxPress(connection, where, key, {signal})
  }
}

async function standsThere(
  at: SessionPlace,
  profile: AgentProfile,
  text: string,
  signal: AbortSignal,
): Promise<boolean> {
  const seen = await inspectSession(at.target, at.address, signal)
  if (seen?.pane === undefined || seen.pane.ended || seen.screen === undefined) return false
  if (['waiting', 'blocked'].includes(sessionStateOf(seen, profile).state)) return false
  if (isComposerEmpty(seen.screen, profile) !== false) return false
  return shows(seen.screen, text)
}

/** Whether a screen shows how a text begins, or the mark that some agents show for a long one: [Pasted text #1 +40 lines]. */
function shows(screen: string, text: string): boolean {
  const beginning = text.trim().split('\n')[0]?.slice(0, recognised) ?? ''
  return screen.includes(beginning) || /\[Pasted/.test(screen)
}

interface Confirming extends Pasting {
  readonly where: TmuxTarget
  readonly screenBefore: string
}

/** What tells that the program took it, or undefined where nothing did for a while. */
async function confirmed(
  at: SessionPlace,
  before: SeenSession,
  profile: AgentProfile | undefined,
  {text, wasBusy, where, screenBefore, signal}: Confirming,
): Promise<SendReceipt | undefined> {
  const until = performance.now() + confirmMs
  while (performance.now() < until) {
    const seen = await inspectSession(at.target, at.address, signal)
    if (seen?.pane === undefined || seen.pane.ended) {
      return {result: 'unconfirmed', door: 'paste', evidence: 'tmux', reason: 'it ended meanwhile'}
    }
    if (tookText(seen, before, text)) return {result: 'submitted', door: 'paste', evidence: 'hook'}
    if (profile && profile.screen.length > 0) {
      const {state} = sessionStateOf(seen, profile)
      // It asks something about it, so it has it.
      if (state === 'waiting' || state === 'blocked') return {result: 'submitted', door: 'paste', evidence: 'screen'}
      const isFree = isComposerEmpty(seen.screen ?? '', profile)
      const isShown = seen.screen !== undefined && seen.screen.trimEnd() !== screenBefore && shows(seen.screen, text)
      if (wasBusy && isFree && isShown && state === 'busy') return {result: 'queued', door: 'paste', evidence: 'screen'}
      if (!wasBusy && isFree && state === 'busy') return {result: 'submitted', door: 'paste', evidence: 'screen'}
      if (isFree && isShown) return {result: 'submitted', door: 'paste', evidence: 'screen'}
    } else if (hasLongLine(text)) {
      return {
        ...{result: 'unconfirmed', door: 'paste', evidence: 'pane'},
        reason: `a terminal hands on ${mostLineBytes} bytes of a line to a program that has not asked for more`,
      }
    } else if ((await tmuxCapture(at.target.connection, where, {signal})) !== screenBefore) {
      return {result: 'submitted', door: 'paste', evidence: 'pane'}
    }
    await pause(betweenLooksMs, signal)
  }
  return undefined
}

function hasLongLine(text: string): boolean {
  return text.split('\n').some((line) => Buffer.byteLength(line) > mostLineBytes)
}
