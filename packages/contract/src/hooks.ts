import type {Hook, Interfaces} from '@oclif/core'
import type {DoctorCheck} from './check.js'
import type {Connection} from './connection.js'
import type {
  ConnectionQuestion,
  HeldLinks,
  Machine,
  MachinesQuestion,
  MachineWorkspaceQuestion,
  Terminal,
} from './machine.js'
import type {InUse, InUseQuestion} from './in-use.js'
import type {MailArrival, Ring} from './mail-arrival.js'
import type {CompletionNames} from './completion.js'
import type {StatusQuestion, StatusSection} from './status.js'
import type {TrashQuestion} from './trash.js'
import type {WhyQuestion, WhyStep} from './why.js'
import type {Workspace, WorkspaceService} from './workspace.js'

/** The questions plugins ask each other. See docs/architecture.md. */
export interface GtHooks extends Interfaces.Hooks {
  /** many answers: what do you know how to check? No I/O in the hook. */
  'gt:checks': {options: Record<string, never>; return: DoctorCheck[]}
  /** exactly one answer: the town service */
  'gt:workspace': {options: Record<string, never>; return: WorkspaceService}
  /** exactly one answer: how do I touch this machine? */
  'gt:connection': {options: ConnectionQuestion; return: Connection}
  /** exactly one answer: which machines has the town? Sorted by name, without `local`. */
  'gt:machines': {options: MachinesQuestion; return: Machine[]}
  /** exactly one answer: note where the town of this machine is, if the registry does not say, or forget it again; the machine as it is now */
  'gt:machine-workspace': {options: MachineWorkspaceQuestion; return: Machine}
  /** exactly one answer: how do I hand this terminal to that machine? */
  'gt:terminal': {options: ConnectionQuestion; return: Terminal}
  /** exactly one answer: which links to machines of this town are kept? */
  'gt:held-links': {options: {workspace: Workspace}; return: HeldLinks}
  /** many answers: what runs in what is about to be removed? With `stop`, it is ended first. */
  'gt:in-use': {options: InUseQuestion; return: InUse[]}
  /** many answers: a polecat or rig goes to the trash, or comes back: move what of yours belongs to it along, and say what stayed */
  'gt:trash': {options: TrashQuestion; return: string[]}
  /** many answers: mail was delivered; whom did you tell? */
  'gt:mail-arrival': {options: MailArrival; return: Ring[]}
  /** many answers: what do you add to `gt status`? */
  'gt:status': {options: StatusQuestion; return: StatusSection[]}
  /** many answers: what hinders it, as far as you know? */
  'gt:why': {options: WhyQuestion; return: WhyStep[]}
  /** many answers, of third-party plugins: which names do you know for completion? Asked in the background, and kept. */
  'gt:complete': {options: StatusQuestion; return: CompletionNames}
}

export type GtHookName =
  | 'gt:checks'
  | 'gt:workspace'
  | 'gt:connection'
  | 'gt:machines'
  | 'gt:machine-workspace'
  | 'gt:terminal'
  | 'gt:held-links'
  | 'gt:in-use'
  | 'gt:trash'
  | 'gt:mail-arrival'
  | 'gt:status'
  | 'gt:why'
  | 'gt:complete'
export type GtHook<Name extends GtHookName> = Hook<Name, GtHooks>
