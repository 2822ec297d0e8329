import type {TmuxPane} from '@gt-town/tmux'
import type {SessionIntent} from './intent.js'
import type {AgentProfile, ScreenRule} from './profile.js'

export const sessionStates = ['starting', 'busy', 'idle', 'waiting', 'blocked', 'dead', 'stopped', 'unknown'] as const
type SessionStateName = (typeof sessionStates)[number]

export interface SessionState {
  readonly state: SessionStateName
  /** such as `trust dialog` or `exit 3` */
  readonly reason?: string
  /** what it was judged by: `tmux`, `screen`, `hook`, `intent` */
  readonly evidence: string
  /** seconds since 1970 */
  readonly since?: number
}

/** What an agent's hook told last. */
export interface SessionEvent {
  readonly name: string
  /** seconds since 1970, by the clock of that machine */
  readonly at: number
  readonly epoch: number
  readonly conversation?: string
  /** what the agent was asked, where the event tells */
  readonly prompt?: string
}

/** All that was seen of one session in one look. */
export interface SeenSession {
  readonly intent?: SessionIntent | undefined
  readonly event?: SessionEvent | undefined
  readonly pane?: TmuxPane | undefined
  readonly screen?: string | undefined
  /** seconds since 1970, by the clock of that machine */
  readonly now: number
  /** why tmux could not be asked */
  readonly unseen?: string | undefined
  /** whether something else than a shell is in the foreground of its terminal; undefined where nobody can tell */
  readonly hasFront?: boolean | undefined
  /** whether processes of it run of which this tmux knows nothing */
  readonly isOutside?: boolean | undefined
}

/** How many of the last lines tell what a program does: with a dialog above its composer, and a footer below. */
const tailLines = 24
/** Where an empty composer is: it may have a footer of a few lines. */
const composerLines = 8
const startingSeconds = 60
const byEvent: Readonly<Record<string, SessionStateName>> = {
  start: 'idle',
  busy: 'busy',
  idle: 'idle',
  waiting: 'waiting',
}

/** What a session does, by what was seen of it and nothing else. */
export function sessionStateOf(seen: SeenSession, profile: AgentProfile | undefined): SessionState {
  const {intent, pane, unseen} = seen
  if (unseen !== undefined) return {state: 'unknown', reason: unseen, evidence: 'tmux'}
  if (pane === undefined && seen.isOutside === true) {
    return {state: 'unknown', reason: 'its processes run, but not in this tmux', evidence: 'processes'}
  }
  if (pane === undefined) return intent?.wanted === 'running' ? gone() : stopped(intent)
  if (pane.ended) return {state: 'dead', reason: endOf(pane.ended), evidence: 'tmux', since: pane.activityAt}
  return stateOfRunning(seen, pane, profile)
}

/** Whether the agent's hook told that it was asked this, since that look. */
export function tookText({event}: SeenSession, before: SeenSession, text: string): boolean {
  if (event?.name !== 'busy' || (event.at === before.event?.at && event.prompt === before.event.prompt)) return false
  // A very long one is not told whole.
  return event.prompt === undefined ? event.at >= before.now : event.prompt.trim() === text.trim()
}

/** Whether the composer of an agent shows nothing that somebody typed; undefined where its profile cannot tell. */
export function isComposerEmpty(screen: string, {screen: rules}: AgentProfile): boolean | undefined {
  const idle = rules.filter(({state}) => state === 'idle')
  if (idle.length === 0) return undefined
  return idle.some(({pattern}) => endsEmpty(pattern, lastLines(screen, composerLines)))
}

/** Whether the last prompt that is shown is an empty one: the line of one that was answered by nothing may stand above a draft. */
function endsEmpty(pattern: string, text: string): boolean {
  const last = [...text.matchAll(new RegExp(pattern, 'gmu'))].at(-1)
  if (last === undefined) return false
  const prompt = last[0].trim()
  const below = text
    .slice(last.index + last[0].length)
    .split('\n')
    .slice(1)
  return prompt === '' || !below.some((line) => line.trimStart().startsWith(prompt))
}

function stateOfRunning(
  {event, screen, now, intent, hasFront}: SeenSession,
  pane: TmuxPane,
  profile: AgentProfile | undefined,
): SessionState {
  const canTell = profile !== undefined && profile.screen.length > 0
  const isYoung = now - pane.createdAt < startingSeconds
  // Its last screen may still stand there.
  if (canTell && hasFront === false) {
    if (isYoung) return {state: 'starting', evidence: 'processes', since: pane.createdAt}
    return {state: 'dead', reason: 'only a shell is left of it', evidence: 'processes'}
  }
  const current = event !== undefined && event.epoch === intent?.epoch ? event : undefined
  const rule = screen === undefined || profile === undefined ? undefined : ruleFor(screen, profile)
  if (rule) {
    const since = current && byEvent[current.name] === rule.state ? current.at : pane.activityAt
    return {state: rule.state, ...(rule.reason !== undefined && {reason: rule.reason}), evidence: 'screen', since}
  }
  const told = current && byEvent[current.name]
  if (told) return {state: told, evidence: 'hook', since: current.at}
  if (canTell && isYoung) return {state: 'starting', evidence: 'tmux', since: pane.createdAt}
  return {
    state: 'unknown',
    reason: canTell ? 'its screen says nothing gt knows' : 'no way to tell',
    evidence: 'tmux',
    since: pane.createdAt,
  }
}

/** A composer that is empty is no dialog, whatever the text above it speaks of. */
function ruleFor(screen: string, profile: AgentProfile): ScreenRule | undefined {
  const isFree = isComposerEmpty(screen, profile) === true
  return profile.screen.find((rule) => {
    return !(isFree && (rule.state === 'waiting' || rule.state === 'blocked')) && fitsScreen(rule, screen)
  })
}

function fitsScreen({state, pattern}: ScreenRule, screen: string): boolean {
  return fits(pattern, lastLines(screen, state === 'idle' ? composerLines : tailLines))
}

function fits(pattern: string, text: string): boolean {
  return new RegExp(pattern, 'mu').test(text)
}

function lastLines(screen: string, count: number): string {
  return screen
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n')
}

function gone(): SessionState {
  return {state: 'dead', reason: 'its tmux session is gone', evidence: 'tmux'}
}

function stopped(intent: SessionIntent | undefined): SessionState {
  const at = intent?.stopped_at
  return {state: 'stopped', evidence: 'intent', ...(at !== undefined && {since: secondsOf(at)})}
}

/** A reason in words: `exit 3`, `signal 9`. */
function endOf({status, signal}: NonNullable<TmuxPane['ended']>): string {
  if (signal !== undefined && signal > 0) return `signal ${signal}`
  return status === undefined ? 'tmux does not say how it ended' : `exit ${status}`
}

function secondsOf(time: string): number {
  return Math.floor(Date.parse(time) / 1000)
}

/** Such as `blocked: trust dialog`; control characters in it are as they came. */
export function stateText({state, reason}: SessionState): string {
  return reason === undefined ? state : `${state}: ${reason}`
}
