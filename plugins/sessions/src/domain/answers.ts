import type {SessionIntent} from './intent.js'
import type {SessionState} from './session-state.js'

export interface ListedSession {
  readonly machine: string
  /** as its own town calls it */
  readonly address: string
  /** as the user of this town calls it */
  readonly shown: string
  readonly state: SessionState
  readonly intent?: SessionIntent | undefined
  readonly attached: number
}

export interface ListedMachine {
  readonly machine: string
  readonly socket?: string
  readonly sessions: readonly ListedSession[]
  /** why it could not be seen */
  readonly error?: string
}

/** What became of one session, or of a machine that could not be asked. */
export interface SessionOutcome {
  readonly shown: string
  readonly result: 'started' | 'resumed' | 'running' | 'stopped' | 'failed'
  readonly detail?: string
}

/** What a start came to. */
export interface Started {
  readonly state: SessionState
  readonly agent: string
  readonly epoch: number
  readonly conversation?: string
  /** whether its own conversation goes on; false where it starts anew */
  readonly resumed: boolean
}
