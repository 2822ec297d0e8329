import {isGtError, messageOf} from '@gt-town/contract'
import {inParallel, pause} from '@gt-town/waiting'
import type {ListedSession, SessionOutcome} from '../domain/answers.js'
import {stateText, type SessionState} from '../domain/session-state.js'
import {allMachines, listSessions} from './list.js'
import {sessionPlace, type SessionTown} from './session-town.js'
import {startAt} from './start.js'
import {stateAt} from './state.js'
import {stopAt} from './stop.js'

/** Starting an agent costs its machine seconds of processor. */
const atOnce = 4
const startMs = 60_000
const endMs = 10_000
const betweenLooksMs = 500

/**
 * Starts what was meant to run and does not, on every machine, each with its own conversation where its agent can.
 * @param report hears of each as soon as it is known
 */
export async function bringUp(town: SessionTown, report: (outcome: SessionOutcome) => void): Promise<SessionOutcome[]> {
  return forEach(town, report, async (listed) => {
    const wanted = listed.intent?.wanted
    if (wanted === undefined || wanted === 'stopped') return undefined
    const {state, reason, evidence} = await withoutOldProcesses(town, listed)
    if (state === 'unknown' && evidence === 'processes') {
      return {shown: listed.shown, result: 'failed', detail: reason ?? state}
    }
    if (!['dead', 'stopped'].includes(state)) return {shown: listed.shown, result: 'running'}
    const notes: string[] = []
    const at = await sessionPlace(town, listed.shown)
    const started = await startAt(town, at, {
      resume: true,
      onlyIfWanted: true,
      timeoutMs: startMs,
      warn: (line) => void notes.push(line),
    })
    if (!started.resumed) notes.push('it starts anew: its agent cannot go on with a conversation')
    const detail = [stateText(started.state), ...notes].join('; ')
    if (started.state.state === 'dead') return {shown: listed.shown, result: 'failed', detail}
    return {shown: listed.shown, result: started.resumed ? 'resumed' : 'started', detail}
  })
}

/** Programs of a tmux that was just killed may take a moment to end. */
async function withoutOldProcesses(town: SessionTown, {state, shown}: ListedSession): Promise<SessionState> {
  const until = performance.now() + endMs
  let now = state
  while (now.evidence === 'processes' && now.state === 'unknown' && performance.now() < until) {
    await pause(betweenLooksMs, town.signal)
    town.signal.throwIfAborted()
    now = (await stateAt(town, await sessionPlace(town, shown))).state
  }
  return now
}

/** Stops what runs on every machine; gt up starts it again. */
export async function bringDown(
  town: SessionTown,
  graceSeconds: number,
  report: (outcome: SessionOutcome) => void,
): Promise<SessionOutcome[]> {
  return forEach(town, report, async (listed) => {
    // What gt did not start is not gt's to end.
    if (listed.state.state === 'stopped' || listed.intent === undefined) return undefined
    const end = await stopAt(town, await sessionPlace(town, listed.shown), {graceSeconds, wanted: 'down'})
    return {shown: listed.shown, result: 'stopped', detail: end}
  })
}

async function forEach(
  town: SessionTown,
  report: (outcome: SessionOutcome) => void,
  work: (listed: ListedSession) => Promise<SessionOutcome | undefined>,
): Promise<SessionOutcome[]> {
  const machines = await listSessions(town, await allMachines(town))
  const unseen = machines.flatMap(({machine, error}): SessionOutcome[] =>
    error === undefined ? [] : [{shown: machine, result: 'failed', detail: error}],
  )
  for (const outcome of unseen) report(outcome)
  const seen = machines.filter(({error}) => error === undefined).flatMap(({sessions}) => sessions)
  const outcomes = await inParallel(seen, atOnce, async (listed) => {
    const outcome = await work(listed).catch((error: unknown): SessionOutcome => {
      town.signal.throwIfAborted()
      // Somebody else was quicker.
      if (isGtError(error, 'GT_SESSION_STOPPED')) return {shown: listed.shown, result: 'stopped', detail: 'meanwhile'}
      if (isGtError(error, 'GT_SESSION_RUNNING')) return {shown: listed.shown, result: 'running', detail: error.message}
      return {shown: listed.shown, result: 'failed', detail: messageOf(error)}
    })
    if (outcome) report(outcome)
    return outcome
  })
  return [...unseen, ...outcomes.flatMap((outcome) => outcome ?? [])]
}
