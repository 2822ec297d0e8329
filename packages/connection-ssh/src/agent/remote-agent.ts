import type {ReadRequest, ReadValue} from '@gt-town/contract'

/**
 * What runs on another machine and does there what its connection wants done, in whatever language it is written. Once it
 * is lost it stays lost.
 */
export interface RemoteAgent {
  /** whether nothing can be asked of it any more */
  readonly isLost: boolean
  /**
   * Has all requests done, in one round trip.
   * @returns an answer to each, in the order of the requests
   * @throws ConnectionLostError, InputOutputError
   */
  ask(requests: readonly AgentRequest[]): Promise<Answer[]>
  /** Starts a program. @throws ConnectionLostError: nothing was sent */
  run(request: RunRequest, output: OutputHandlers): RemoteProcess
  /** Starts to wait for a lock. @throws ConnectionLostError: nothing was sent */
  lock(request: LockRequest): RemoteLock
  /** @returns the other clock: seconds since 1970 */
  clock(): Promise<number>
  /** Ends it, and everything it runs. */
  close(): Promise<void>
}

/** All paths are absolute. */
export type AgentRequest = AgentReadRequest | AgentChangeRequest

/** The contract's, with its defaults filled in. */
export type AgentReadRequest =
  | Required<Extract<ReadRequest, {op: 'read' | 'stat'}>>
  | Extract<ReadRequest, {op: 'list' | 'realpath' | 'space'}>

export type AgentChangeRequest =
  | WriteRequest
  | {readonly op: 'append'; readonly path: string; readonly data: string | Uint8Array}
  | {readonly op: 'mkdir' | 'mkdirAll'; readonly path: string}
  | {readonly op: 'rename'; readonly from: string; readonly to: string}
  | {readonly op: 'remove'; readonly path: string; readonly recursive: boolean}
  | {readonly op: 'symlink'; readonly target: string; readonly path: string}
  | {readonly op: 'chmod'; readonly path: string; readonly mode: number}

interface WriteRequest {
  readonly op: 'write'
  readonly path: string
  /** in the same folder; nothing may be there */
  readonly temporary: string
  /** undefined is the system's own */
  readonly mode: number | undefined
  readonly exclusive: boolean
  readonly data: string | Uint8Array
}

/** A change has no value. */
export type Answer = {readonly value: ReadValue<ReadRequest> | undefined} | {readonly failure: AgentFailure}

export interface AgentFailure {
  /** errno's name, or a code of the contract for what the agent found out by itself */
  readonly code: string
  readonly path: string
  /** what the system says of it */
  readonly text: string
}

export interface RunRequest {
  readonly argv: readonly string[]
  /** undefined is the home folder */
  readonly cwd: string | undefined
  /** added to the account's own; undefined removes a variable */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly hasInput: boolean
  /** when the agent ends it by itself, in whole seconds; 0 is never */
  readonly timeoutSeconds: number
}

/** Each may return what to wait for before more of that stream is read, which never rejects. Neither throws. */
export interface OutputHandlers {
  stdout(chunk: Buffer): Promise<unknown> | undefined
  stderr(chunk: Buffer): Promise<unknown> | undefined
}

export interface RemoteProcess {
  /** all its output was handled by then. @throws ConnectionLostError */
  readonly ended: Promise<ProcessEnd>
  /**
   * Writes to its input, no faster than it takes it.
   * @returns false where it is over before all of it was sent
   */
  write(bytes: Uint8Array): Promise<boolean>
  endInput(): void
  /** Ends its whole process group. */
  kill(): void
  /** Nothing is heard of it any more. */
  close(): void
}

export type ProcessEnd =
  | {readonly how: 'exited'; readonly code: number | null; readonly signal: string | null}
  /** nothing of its process group is left: it was killed, or its time was over */
  | {readonly how: 'killed'}
  | {readonly how: 'not-started'; readonly at: StartStage; readonly failure: Omit<AgentFailure, 'path'>}

/** Where a start failed: there is no such folder, it is no folder, there is no such program, or something else. */
export type StartStage = 'cwd-missing' | 'cwd-no-folder' | 'program' | 'system'

export interface LockRequest {
  readonly file: string
  /** does not wait for others */
  readonly once: boolean
}

export interface RemoteLock {
  /** @throws ConnectionLostError */
  readonly acquired: Promise<LockAnswer>
  /** fires when its holder there is gone, though nobody released it */
  readonly lost: AbortSignal
  /** resolves when its holder there is gone, or cannot be heard any more */
  readonly gone: Promise<void>
  /** Lets go of it, or gives up waiting. */
  release(): void
  /** Nothing is heard of it any more. */
  close(): void
}

export type LockAnswer = 'held' | 'busy' | AgentFailure
