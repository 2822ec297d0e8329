import {printable} from '@gt-town/text'
import {stateText} from '../domain/session-state.js'
import type {ListedMachine} from '../domain/answers.js'

/** characters */
const longest = {state: 30, agent: 16, error: 60}

/**
 * A row for each session, and one for each machine that could not be seen. An address is always whole: somebody may copy it.
 * @param isWhole nothing else is cut either, such as in a pipe
 */
export function sessionRows(machines: readonly ListedMachine[], now: number, isWhole = false): string[][] {
  const cut = (text: string, widest: number): string => (isWhole ? printable(text) : cutTo(text, widest))
  const rows = machines.flatMap(({machine, sessions, error}) => [
    ...sessions.map(({shown, state, intent}) => [
      printable(shown),
      cut(stateText(state), longest.state),
      state.since === undefined ? '-' : ago(now / 1000 - state.since),
      cut(intent === undefined ? '-' : (intent.command ?? intent.agent), longest.agent),
    ]),
    ...(error === undefined ? [] : [[machine, cut(`unknown: ${error}`, longest.error), '-', '-']]),
  ])
  return [['ADDRESS', 'STATE', 'SINCE', 'AGENT'], ...rows]
}

/** The whole of it is in --json. */
function cutTo(text: string, widest: number): string {
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
