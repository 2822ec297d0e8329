import type {Connection} from './connection.js'
import type {Place, Workspace} from './workspace.js'

/** What is asked about: of the town in the question, on its own machine. */
export type WhySubject =
  | {readonly kind: 'town'}
  | {readonly kind: 'mayor'}
  | {readonly kind: 'rig'; readonly rig: string}
  | {readonly kind: 'polecat'; readonly rig: string; readonly polecat: string}

export type WhyQuestion = {
  readonly connection: Connection
  readonly workspace: Workspace
  readonly subject: WhySubject
  /** the town whose registry has the machine; the same town where that is this one */
  readonly hub: Place
  /** what the hub calls the machine; `local` is its own */
  readonly machine: string
  readonly signal: AbortSignal
}

/** One link of the chain from the town to the work: each needs those with a smaller `order`. */
export interface WhyStep {
  readonly order: number
  /** what was looked at, such as `session` */
  readonly what: string
  /** `cause`: here it stops; `unknown`: it cannot be told */
  readonly state: 'ok' | 'cause' | 'unknown'
  /** what is so, in a few words */
  readonly says: string
  /** the command that helps or says more */
  readonly next?: string
}
