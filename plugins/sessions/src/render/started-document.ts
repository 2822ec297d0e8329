import type {Started} from '../domain/answers.js'
import {stateDocument, type StateDocument} from './session-document.js'

export interface StartedDocument {
  session: StateDocument & {
    machine: string
    address: string
    agent: string | null
    epoch: number
    conversation: string | null
    /** whether its own conversation goes on */
    resumed: boolean
  }
}

export function startedDocument(
  {machine, address}: {machine: string; address: string},
  started: Started,
): StartedDocument {
  return {
    session: {
      machine,
      address,
      ...stateDocument(started.state),
      agent: started.agent || null,
      epoch: started.epoch,
      conversation: started.conversation ?? null,
      resumed: started.resumed,
    },
  }
}
