import type {ListedMachine, ListedSession} from '../domain/answers.js'
import type {SessionState} from '../domain/session-state.js'

export interface StateDocument {
  state: string
  reason: string | null
  /** what it was judged by */
  evidence: string
  /** ISO 8601, or null where nobody knows */
  since: string | null
}

export interface SessionDocument extends StateDocument {
  machine: string
  address: string
  agent: string | null
  command: string | null
  conversation: string | null
  epoch: number | null
  attached: number
}

export interface SessionsDocument {
  sessions: SessionDocument[]
  machines: {machine: string; socket: string | null; error: string | null}[]
}

export function sessionsDocument(machines: readonly ListedMachine[]): SessionsDocument {
  return {
    sessions: machines.flatMap(({sessions}) => sessions.map(sessionDocument)),
    machines: machines.map(({machine, socket, error}) => ({machine, socket: socket ?? null, error: error ?? null})),
  }
}

export function sessionDocument({machine, address, state, intent, attached}: ListedSession): SessionDocument {
  return {
    machine,
    address,
    ...stateDocument(state),
    agent: intent?.agent || null,
    command: intent?.command ?? null,
    conversation: intent?.conversation ?? null,
    epoch: intent?.epoch ?? null,
    attached,
  }
}

export function stateDocument({state, reason, evidence, since}: SessionState): StateDocument {
  return {
    state,
    reason: reason ?? null,
    evidence,
    since: since === undefined ? null : new Date(since * 1000).toISOString(),
  }
}
