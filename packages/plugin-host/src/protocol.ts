import type {ErrorCode, ExitCode, Finding, MachineSettings, Rig, Workspace} from '@gt-town/contract'

/** What gt and a worker process say to each other. One message is a list: all that one turn of the event loop has to say. */
export type ToWorker =
  | {readonly t: 'set-up'; readonly config: ConfigFacts; readonly tracked: boolean; readonly parent: number}
  | ({readonly t: 'ask-hook'; readonly attempt: number; readonly plugin: PluginDescriptor} & HookQuestion)
  | {readonly t: 'context'; readonly context: number; readonly data: SharedContext}
  | RunCheckRequest
  | ({readonly t: 'run-fix'; readonly rig?: string; readonly finding: Finding} & CheckRequest)
  | {readonly t: 'abort'; readonly attempt: number}
  | {readonly t: 'answer'; readonly call: number; readonly outcome: WireOutcome<unknown>}
  | {readonly t: 'chunk'; readonly call: number; readonly stream: 'onStdout' | 'onStderr'; readonly chunk: Buffer}
  | {readonly t: 'locked'; readonly call: number}
  | {readonly t: 'lost'; readonly call: number}
  /** the program takes one more chunk of its input */
  | {readonly t: 'pull'; readonly call: number}
  /** of a machine's connection: said before anything of it is asked, and before the answer with which it has changed */
  | {readonly t: 'health'; readonly machine: string; readonly isHealthy: boolean}
  | {readonly t: 'ping'}
  | {readonly t: 'await-idle'}

export type FromWorker =
  | {readonly t: 'ready'}
  /** said by tracked workers only, before anything of the attempt runs */
  | {readonly t: 'begun'; readonly attempt: number}
  | {
      readonly t: 'done'
      readonly attempt: number
      readonly outcome: WireOutcome<unknown>
      readonly log?: readonly string[]
    }
  /** ended, and with nothing to say but that all is well: what most checks end with */
  | {readonly t: 'passed'; readonly attempts: readonly number[]}
  | {
      readonly t: 'call'
      readonly attempt: number
      readonly call: number
      readonly method: Method
      readonly args: unknown[]
    }
  | {readonly t: 'abort-call'; readonly call: number}
  | {readonly t: 'unlock'; readonly call: number}
  /** the listener is done with a chunk of output */
  | {readonly t: 'took'; readonly call: number}
  /** what was pulled; none at the end */
  | {readonly t: 'input'; readonly call: number; readonly chunk?: Uint8Array}
  | UncaughtError
  | {readonly t: 'printed'; readonly plugin?: string; readonly text: string}
  /** nothing more comes of this worker */
  | {readonly t: 'tainted'; readonly reason: string}
  | {readonly t: 'pong'}
  | {readonly t: 'idle'}

/** Something that was thrown where nobody could catch it. */
export interface UncaughtError {
  readonly t: 'uncaught-error'
  readonly plugin?: string
  readonly check?: string
  readonly message: string
  /** the worker tracks what its attempts set going, so that plugin and check are right */
  readonly isTracked: boolean
}

/** What third-party plugins may be asked. */
export type EventName = 'gt:checks' | TownEvent
/** Questions about a town. */
export type TownEvent = 'gt:status' | 'gt:complete'

/** A hook as oclif declares it: a module of the plugin and the name of its export. */
export interface HookTarget {
  readonly target: string
  readonly identifier: string
}

export interface PluginDescriptor {
  readonly name: string
  readonly version: string
  /** absolute path of its folder */
  readonly root: string
  readonly moduleType: 'module' | 'commonjs'
  readonly hooks: Readonly<Partial<Record<EventName, readonly HookTarget[]>>>
}

/** What a hook of a third-party plugin sees as `config`: facts, nothing that acts. */
export interface ConfigFacts {
  readonly name: string
  readonly version: string
  readonly bin: string
  readonly root: string
  readonly dataDir: string
  readonly cacheDir: string
  readonly configDir: string
  readonly home: string
  readonly platform: string
  readonly arch: string
}

type HookQuestion =
  | {readonly event: 'gt:checks'}
  | {readonly event: TownEvent; readonly workspace: Workspace; readonly machine: string}

/** What the contexts of all checks of one run of the doctor have in common. */
export interface SharedContext {
  readonly machine: string
  readonly workspace?: Workspace
  readonly rigs: readonly Rig[]
  readonly looked: readonly string[]
  readonly reason?: string
}

/** Which check: the place of the hook among the plugin's hooks, and of the check in its answer. */
export interface CheckPlace {
  readonly hook: number
  readonly index: number
}

interface CheckRequest {
  readonly attempt: number
  readonly plugin: string
  readonly place: CheckPlace
  readonly context: number
  readonly machineName?: string
  readonly settings?: MachineSettings
}

/** One check on all its rigs of now: an attempt each, numbered from `attempt` on. Without rigs it is one attempt. */
export interface RunCheckRequest extends CheckRequest {
  readonly t: 'run-check'
  readonly rigs?: string[]
}

/** One check as it crosses: its data, and which of its keys are functions; what is no object crosses as it is. */
export type WireCheck =
  | {readonly is: 'check'; readonly data: Readonly<Record<string, unknown>>; readonly functions: readonly string[]}
  | {readonly is: 'other'; readonly value: unknown}

/** What one hook answered to `gt:checks`. */
export type WireAnswer =
  | {readonly is: 'list'; readonly checks: readonly WireCheck[]}
  | {readonly is: 'other'; readonly value: unknown}

export interface WireError {
  readonly name: string
  readonly message: string
  readonly gt?: {readonly code: ErrorCode; readonly hint: string | undefined; readonly exit: ExitCode}
}

export type WireOutcome<T> = {readonly ok: true; readonly value: T} | {readonly ok: false; readonly error: WireError}

export type Method =
  | 'execute'
  | 'inspect'
  | 'readFile'
  | 'fileExists'
  | 'listDir'
  | 'stat'
  | 'realpath'
  | 'writeFile'
  | 'appendFile'
  | 'mkdirAll'
  | 'mkdir'
  | 'rename'
  | 'remove'
  | 'symlink'
  | 'chmod'
  | 'probe'
  | 'withLock'
