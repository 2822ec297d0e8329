import type {ErrorCode, ExitCode, Finding, MachineSettings, Rig, Workspace} from '@gt-town/contract'

/** What gt and the child say to each other. One message is a list: all that one turn of the event loop has to say. */
export type ToChild =
  | {readonly t: 'set-up'; readonly config: ConfigFacts; readonly watched: boolean; readonly parent: number}
  | ({readonly t: 'ask'; readonly job: number; readonly plugin: PluginFacts} & Question)
  | {readonly t: 'scene'; readonly scene: number; readonly data: SceneData}
  | LooksQuestion
  | ({readonly t: 'fix'; readonly rig?: string; readonly finding: Finding} & CheckQuestion)
  | {readonly t: 'abort'; readonly job: number}
  | {readonly t: 'answer'; readonly call: number; readonly outcome: WireOutcome<unknown>}
  | {readonly t: 'chunk'; readonly call: number; readonly stream: 'onStdout' | 'onStderr'; readonly chunk: Buffer}
  | {readonly t: 'locked'; readonly call: number}
  | {readonly t: 'lost'; readonly call: number}
  /** the program takes one more chunk of its input */
  | {readonly t: 'pull'; readonly call: number}
  /** of a machine's connection: said before anything of it is asked, and before the answer with which it has changed */
  | {readonly t: 'health'; readonly machine: string; readonly isHealthy: boolean}
  | {readonly t: 'ping'}
  | {readonly t: 'rest'}

export type FromChild =
  | {readonly t: 'ready'}
  /** said by watched children only, before anything of the job runs */
  | {readonly t: 'begun'; readonly job: number}
  | {readonly t: 'done'; readonly job: number; readonly outcome: WireOutcome<unknown>; readonly log?: readonly string[]}
  /** ended, and with nothing to say but that all is well: what most looks end with */
  | {readonly t: 'passed'; readonly jobs: readonly number[]}
  | {readonly t: 'call'; readonly job: number; readonly call: number; readonly method: Method; readonly args: unknown[]}
  | {readonly t: 'abort-call'; readonly call: number}
  | {readonly t: 'unlock'; readonly call: number}
  /** the listener is done with a chunk of output */
  | {readonly t: 'took'; readonly call: number}
  /** what was pulled; none at the end */
  | {readonly t: 'input'; readonly call: number; readonly chunk?: Uint8Array}
  | Stray
  | {readonly t: 'printed'; readonly plugin?: string; readonly text: string}
  /** nothing more comes of this child */
  | {readonly t: 'tainted'; readonly how: string}
  | {readonly t: 'pong'}
  | {readonly t: 'rested'}

/** Something that happened where nobody could catch it. */
export interface Stray {
  readonly t: 'stray'
  readonly plugin?: string
  readonly check?: string
  readonly message: string
  /** the child follows what its jobs set going, so that plugin and check are right */
  readonly isFollowed: boolean
}

export type EventName = 'gt:checks' | 'gt:status'

/** A hook as oclif declares it: a module of the plugin and the name of its export. */
export interface HookTarget {
  readonly target: string
  readonly identifier: string
}

export interface PluginFacts {
  readonly name: string
  readonly version: string
  /** absolute path of its folder */
  readonly root: string
  readonly moduleType: 'module' | 'commonjs'
  readonly hooks: Readonly<Partial<Record<EventName, readonly HookTarget[]>>>
}

/** What a hook of an outsider sees as `config`: facts, nothing that acts. */
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

type Question =
  {readonly event: 'gt:checks'} | {readonly event: 'gt:status'; readonly workspace: Workspace; readonly machine: string}

/** What all jobs of one round of the doctor have in common. */
export interface SceneData {
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

interface CheckQuestion {
  readonly job: number
  readonly plugin: string
  readonly place: CheckPlace
  readonly scene: number
  readonly machineName?: string
  readonly settings?: MachineSettings
}

/** One check on all the rigs it looks at now: a job each, numbered from `job` on. Without rigs it is one job. */
export interface LooksQuestion extends CheckQuestion {
  readonly t: 'look'
  readonly rigs?: string[]
}

/** One check as it crosses: its data, and which of its keys are functions; what is no object crosses as it is. */
export type WireCheck =
  | {readonly is: 'check'; readonly data: Readonly<Record<string, unknown>>; readonly functions: readonly string[]}
  | {readonly is: 'other'; readonly value: unknown}

/** What one hook answered to `gt:checks`. */
export type WireAnswer =
  {readonly is: 'list'; readonly checks: readonly WireCheck[]} | {readonly is: 'other'; readonly value: unknown}

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
