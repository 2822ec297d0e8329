import type {Hook, Interfaces} from '@oclif/core'
import type {DoctorCheck} from './check.js'
import type {Connection} from './connection.js'
import type {StatusQuestion, StatusSection} from './status.js'
import type {WorkspaceService} from './workspace.js'

/** The questions plugins ask each other. See docs/architecture.md. */
export interface GtHooks extends Interfaces.Hooks {
  /** many answers: what do you know how to check? No I/O in the hook. */
  'gt:checks': {options: Record<string, never>; return: DoctorCheck[]}
  /** exactly one answer: the town service */
  'gt:workspace': {options: Record<string, never>; return: WorkspaceService}
  /** exactly one answer: how do I touch this machine? */
  'gt:connection': {options: {machine: string}; return: Connection}
  /** many answers: what do you add to `gt status`? */
  'gt:status': {options: StatusQuestion; return: StatusSection[]}
}

export type GtHookName = 'gt:checks' | 'gt:workspace' | 'gt:connection' | 'gt:status'
export type GtHook<Name extends GtHookName> = Hook<Name, GtHooks>
