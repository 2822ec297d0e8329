import type {Place} from './workspace.js'

/** Mail that was delivered in one town. A type and no interface, as oclif asks of what goes through a hook. */
export type MailArrival = {
  /** the town that it was delivered in, on its machine */
  readonly place: Place
  readonly mailboxes: readonly ArrivedAt[]
  readonly signal: AbortSignal
}

export interface ArrivedAt {
  /** `mayor`, or `rig/polecat` of that town */
  readonly address: string
  /** looks which messages nobody has been told of by now, oldest first */
  waiting(): Promise<readonly {readonly id: string; readonly isUrgent: boolean}[]>
}

/** What became of the bell of one mailbox. */
export interface Ring {
  readonly address: string
  /**
   * `rung`: its agent was told; `pending`: it was before, and has not looked since; `later`: it learns at its next turn;
   * `none`: no session runs, or nothing waits any more; `failed`: it could not be told
   */
  readonly result: 'rung' | 'pending' | 'later' | 'none' | 'failed'
  /** why, in words */
  readonly detail: string
}
