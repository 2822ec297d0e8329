import {printable} from '@gt-town/text'
import {stateText} from '../domain/session-state.js'
import type {ListedMachine, ListedSession} from '../domain/answers.js'

const longest = {address: 40, state: 30, agent: 16}

/** A row for each session, and one for each machine that could not be seen. */
export function sessionRows(machines: readonly ListedMachine[], now: number): string[][] {
  const rows = machines.flatMap(({machine, sessions, error}) => [
    ...sessions.map((session) => rowOf(session, now)),
    ...(error === undefined ? [] : [[machine, cut(`unknown: ${error}`, 60), '-', '-']]),
  ])
  return [['ADDRESS', 'STATE', 'SINCE', 'AGENT'], ...rows]
}

function rowOf({shown, state, intent}: ListedSession, now: number): string[] {
  const agent = intent === undefined ? '-' : (intent.command ?? intent.agent)
  return [
    cut(shown, longest.address),
    cut(stateText(state), longest.state),
    state.since === undefined ? '-' : ago(now / 1000 - state.since),
    cut(agent, longest.agent),
  ]
}

/** Names may be long; the whole of it is in --json. */
function cut(text: string, widest: number): string {
  const characters = Array.from(printable(text))
  return characters.length <= widest ? characters.join('') : `${characters.slice(0, widest - 3).join('')}...`
}

/** @param seconds how long ago */
function ago(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`
  return `${Math.floor(seconds / 86_400)} d`
}
