import {printable} from '@gt-town/text'
import type {SessionOutcome} from '../domain/answers.js'

export interface OutcomeDocument {
  /** a session, or a machine that could not be asked */
  address: string
  result: string
  detail: string | null
}

export function outcomeDocument({shown, result, detail}: SessionOutcome): OutcomeDocument {
  return {address: shown, result, detail: detail ?? null}
}

/** What became of one session, in a line. */
export function outcomeLine({shown, result, detail}: SessionOutcome): string {
  const more = detail === undefined ? '' : ` (${printable(detail)})`
  return `${printable(shown)}: ${result}${more}`
}
