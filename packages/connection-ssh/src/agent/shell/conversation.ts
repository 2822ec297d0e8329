import type {FarStream} from '../far-end.js'
import type {Shell} from './shell.js'

/** What a conversation needs of the other side. */
export interface Host {
  readonly machine: string
  /** A new shell, to which nothing was said yet. @throws what connecting throws: nothing ran */
  start(): Promise<Shell>
  /** The same for one that holds a lock, which others that were started must not outlive. */
  startHolder(): Promise<Shell>
  /** Has commands done by a shell that is free, or a new one. @param sent told when it is too late to say that nothing ran */
  ask(commands: readonly string[], sent: () => void): Promise<Buffer[]>
  /** Ends all processes of a group. Resolves when none is left */
  endGroup(group: number): Promise<void>
  endProcess(pid: number): void
}

/** A stream that knows what it is about. */
export interface Conversation extends FarStream {
  /** whether something may have been done there */
  readonly wasSent: boolean
}
