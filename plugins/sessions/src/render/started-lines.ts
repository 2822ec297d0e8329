import type {Started} from '../domain/answers.js'
import {printable} from '@gt-town/text'
import {stateText} from '../domain/session-state.js'

/** What a start came to, and what to do next where it is not well. */
export function startedLines(shown: string, {state}: Started): string[] {
  const line = `${shown}: ${printable(stateText(state))}`
  switch (state.state) {
    case 'blocked':
      return [line, `Next: gt session attach ${shown}, and answer what it asks`]
    case 'dead':
      return [line, `Next: gt session logs ${shown} shows what it printed`]
    case 'starting':
      return [line, `Next: gt session capture ${shown} shows its screen`]
    default:
      return [line]
  }
}
