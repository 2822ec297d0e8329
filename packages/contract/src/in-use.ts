import type {Place} from './workspace.js'

/** A type and no interface, as oclif asks of what goes through a hook. */
export type InUseQuestion = {
  /** the town that holds it, on its machine */
  readonly place: Place
  /** what that machine is called by whoever asks */
  readonly machine: string
  /** a polecat (`rig/polecat`), all of a rig (`rig/`), or all of the town (undefined) */
  readonly address: string | undefined
  /** end it first; what could not be ended is answered */
  readonly stop: boolean
  readonly signal: AbortSignal
}

/** Something that runs in what is about to be removed. */
export interface InUse {
  /** what and where, such as `a session of beads/happy` */
  readonly what: string
  /** why it cannot be told whether it does, where that is so */
  readonly why?: string
  /** how it is ended */
  readonly hint: string
}
