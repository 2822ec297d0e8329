import {randomUUID} from 'node:crypto'
import {GtError, parsePolecatAddress} from '@gt-town/contract'
import {pause} from '@gt-town/waiting'
import {chooseAgent, type ChosenAgent} from '../domain/agents.js'
import type {Started} from '../domain/answers.js'
import type {SessionIntent} from '../domain/intent.js'
import {sessionStateOf, type SeenSession, type SessionState} from '../domain/session-state.js'
import {inspectSessions} from '../operations/inspect-sessions.js'
import {changeIntent} from '../operations/intents.js'
import {folderOf} from '../operations/session-place.js'
import {profileOf} from '../operations/profile-of.js'
import {withSessionLock} from '../operations/session-lock.js'
import {startSession} from '../operations/start-session.js'
import {stopSession} from '../operations/stop-session.js'
import type {SessionPlace, SessionTown} from './session-town.js'

export interface StartRequest {
  readonly agent?: string | undefined
  readonly command?: string | undefined
  /** go on with its own conversation, and with the program it had */
  readonly resume: boolean
  /** not where it was stopped meanwhile */
  readonly onlyIfWanted?: boolean
  /** how long to wait until it says how it is */
  readonly timeoutMs: number
  /** hears what is told beside */
  readonly warn: (line: string) => void
}

/** How long a program that cannot tell its state has to live before it counts as started. */
const aliveMs = 1000
const betweenLooksMs = 250
/** How long tmux may take to hear how a program ended that it knows to have ended. */
const untoldMs = 3000

/**
 * Starts a session, and waits until it is idle, busy, blocked or dead.
 * @throws GtError `GT_SESSION_RUNNING` (exit 1); UsageError for an agent that is none; what startSession throws
 */
export async function startAt(town: SessionTown, at: SessionPlace, request: StartRequest): Promise<Started> {
  const {chosen, conversation, epoch, resumes} = await withSessionLock(at.target, at.address, town.signal, async () =>
    begin(town, at, request),
  )
  const {state, gaveUp} = await settled(at, chosen, request.timeoutMs, town.signal)
  if (resumes && gaveUp) {
    // Such as one that was never saved. One that was killed keeps its conversation.
    request.warn(`its conversation ${conversation ?? ''} could not be gone on with (${state.reason ?? 'it ended'})`)
    return startAt(town, at, {...request, resume: false, ...(chosen.agent !== '' && {agent: chosen.agent})})
  }
  return {state, agent: chosen.agent, epoch, resumed: resumes, ...(conversation !== undefined && {conversation})}
}

interface Begun {
  readonly chosen: ChosenAgent
  readonly conversation?: string
  readonly epoch: number
  readonly resumes: boolean
}

/** Up to the moment at which its program runs; whoever else wants to start or stop it waits for that. */
async function begin(town: SessionTown, at: SessionPlace, request: StartRequest): Promise<Begun> {
  const seen = await look(at, town.signal)
  if (seen?.unseen !== undefined) throw unseen(at, seen.unseen)
  if (request.resume && seen?.intent === undefined) throw missing(at)
  if (request.onlyIfWanted === true && seen?.intent?.wanted === 'stopped') throw stoppedMeanwhile(at)
  const before = seen && sessionStateOf(seen, profileOf(town.home.workspace, seen.intent))
  if (seen?.pane && before?.state !== 'dead') throw running(at, 'runs already')
  if (seen?.isOutside === true) throw running(at, 'runs, but not in this tmux')
  // Before anything is made: an agent that is none leaves nothing behind.
  const {chosen, conversation, resumes} = whatToRun(town, seen, request)
  await addWhatIsMissing(town, at)
  if (chosen.warning !== undefined) request.warn(chosen.warning)
  // What its program left behind goes first.
  if (seen?.pane) await stopSession(at.target, at.address, {graceSeconds: 0, signal: town.signal})
  const intent = await changeIntent(at.target, at.address, (now) => intentOf(at, chosen, conversation, now))
  const epoch = intent?.epoch ?? 1
  const given = conversation === undefined ? {} : {conversation}
  const start = {...chosen, ...given, address: at.address, epoch, resumes, login: at.machine !== 'local'}
  try {
    await startSession(at.target, start, town.signal)
  } catch (error) {
    // Nothing was started: what was wanted before is wanted still, and comes back to the same conversation.
    await changeIntent(at.target, at.address, (now) =>
      now?.epoch === epoch ? (seen?.intent ?? {...now, wanted: 'stopped'}) : undefined,
    )
    throw error
  }
  return {chosen, ...given, epoch, resumes}
}

/** The polecat, and on another machine its rig. */
async function addWhatIsMissing({service, signal}: SessionTown, at: SessionPlace): Promise<void> {
  if (at.address === 'mayor') return
  const {connection, workspace} = at.target
  if (await connection.fileExists(folderOf(workspace, at.address))) return
  await service.addPolecat(at, {...parsePolecatAddress(at.address), machine: at.machine}, {signal})
}

function whatToRun(
  {home}: SessionTown,
  seen: SeenSession | undefined,
  {agent, command, resume}: StartRequest,
): {chosen: ChosenAgent; conversation?: string; resumes: boolean} {
  const intent = seen?.intent
  if (resume && intent !== undefined && agent === undefined && command === undefined) {
    const chosen = chosenBefore(home.workspace.agentSettings, intent)
    const known = (seen?.event?.epoch === intent.epoch ? seen.event.conversation : undefined) ?? intent.conversation
    if (chosen.profile.resume !== undefined && known !== undefined) return {chosen, conversation: known, resumes: true}
    return fresh(chosen)
  }
  return fresh(chooseAgent(home.workspace.agentSettings, {agent, command}))
}

/** What a session ran before: the hub's configuration decides where it still knows that agent. */
function chosenBefore(settings: Parameters<typeof chooseAgent>[0], intent: SessionIntent): ChosenAgent {
  if (intent.command !== undefined) return chooseAgent(settings, {command: intent.command})
  try {
    return chooseAgent(settings, {agent: intent.agent})
  } catch (error) {
    if (intent.profile === undefined) throw error
    return {agent: intent.agent, profile: intent.profile}
  }
}

function fresh(chosen: ChosenAgent): {chosen: ChosenAgent; conversation?: string; resumes: boolean} {
  return {chosen, resumes: false, ...(chosen.profile.conversation === 'given' && {conversation: randomUUID()})}
}

function intentOf(
  {address}: SessionPlace,
  {agent, command, profile}: ChosenAgent,
  conversation: string | undefined,
  before: SessionIntent | undefined,
): SessionIntent {
  return {
    version: 1,
    address,
    wanted: 'running',
    agent,
    ...(command !== undefined && {command}),
    // A machine whose hub is away still knows what it runs.
    ...(command === undefined && {profile}),
    ...(conversation !== undefined && {conversation}),
    ...previousOf(before, conversation),
    epoch: (before?.epoch ?? 0) + 1,
    started_at: new Date().toISOString(),
  }
}

/** The conversation that it had before another one was begun, so that a person can still go back to it. */
function previousOf(
  before: SessionIntent | undefined,
  conversation: string | undefined,
): Pick<SessionIntent, 'previous_conversation'> {
  const previous = before?.conversation === conversation ? before?.previous_conversation : before?.conversation
  return previous === undefined ? {} : {previous_conversation: previous}
}

/**
 * Its state as soon as it says something definite, or what it is at the deadline.
 * @returns `gaveUp`: it ended by itself, and said that it failed
 */
async function settled(
  at: SessionPlace,
  {profile}: ChosenAgent,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<{state: SessionState; gaveUp: boolean}> {
  const started = performance.now()
  for (;;) {
    const seen = await look(at, signal)
    const state = seen ? sessionStateOf(seen, profile) : {state: 'unknown' as const, evidence: 'tmux'}
    const forMs = performance.now() - started
    const canTell = profile.screen.length > 0
    const hasEnded = state.state === 'dead' || state.state === 'stopped'
    const {ended} = seen?.pane ?? {}
    const isUntold = ended !== undefined && ended.status === undefined && ended.signal === undefined
    const isDefinite =
      (hasEnded && !(isUntold && forMs < untoldMs)) ||
      (canTell && state.state !== 'starting' && state.state !== 'unknown')
    if (isDefinite || forMs >= timeoutMs || (!canTell && !hasEnded && forMs >= aliveMs)) {
      // tmux sometimes loses the status, never a signal that it has seen.
      return {state, gaveUp: ended !== undefined && (ended.signal ?? 0) === 0 && ended.status !== 0}
    }
    signal.throwIfAborted()
    await pause(betweenLooksMs, signal)
  }
}

async function look({target, address}: SessionPlace, signal: AbortSignal): Promise<SeenSession | undefined> {
  const seen = await inspectSessions(target, signal)
  const found = seen.sessions.get(address)
  if (found !== undefined || seen.unseen === undefined) return found
  return {now: 0, unseen: seen.unseen}
}

function running({shown}: SessionPlace, what: string): GtError {
  return new GtError('GT_SESSION_RUNNING', `${shown} ${what}`, {
    hint: `gt session attach ${shown} shows it, gt session restart ${shown} starts it anew`,
    exit: 1,
  })
}

function stoppedMeanwhile({shown}: SessionPlace): GtError {
  return new GtError('GT_SESSION_STOPPED', `${shown} was stopped meanwhile`, {
    hint: `gt session resume ${shown} starts it again`,
    exit: 1,
  })
}

function missing({shown}: SessionPlace): GtError {
  return new GtError('GT_SESSION_MISSING', `there never was a session of ${shown}`, {
    hint: `gt session start ${shown} starts one`,
    exit: 1,
  })
}

function unseen({shown}: SessionPlace, why: string): GtError {
  const isMissing = why.startsWith('tmux is not installed')
  return new GtError(isMissing ? 'GT_TMUX_MISSING' : 'GT_SESSIONS_UNSEEN', `${shown}: ${why}`, {
    hint: isMissing ? 'install tmux 3.2 or later (Debian: apt-get install tmux)' : 'gt doctor says more',
  })
}
