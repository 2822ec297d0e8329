import type {Connection} from './connection.js'
import type {MachineSettings} from './machine.js'
import type {Rig, Workspace} from './workspace.js'

/** The version of this contract. A package of checks built for another one is reported, not run. */
export const checkContractVersion = 1

/** What a check saw. `key` tells several findings of one check apart, so that the run after a fix compares like with like. */
export interface Finding {
  status: 'pass' | 'warn' | 'fail' | 'skip'
  key?: string
  /** what is wrong, as one line; a pass needs none: the check's title says it */
  message?: string
  /** what the reader can do about it */
  hint?: string
  details?: string[]
  /** the file or folder it is about */
  path?: string
  /** false when the check's fix cannot repair this very finding */
  fixable?: boolean
}

interface BaseContext {
  /** read-only in `run`; may write in `fix` */
  readonly connection: Connection
  /** fires at the check's deadline and on Ctrl-C */
  readonly signal: AbortSignal
  /** in `run` lines for `--verbose`; in `fix` lines that stand below the one that says it is fixed */
  log(line: string): void
}

export interface EnvironmentContext extends BaseContext {
  /** absent where there is no town */
  readonly workspace?: Workspace
  readonly rigs: readonly Rig[]
  /** folders searched when no town was found */
  readonly looked: readonly string[]
  /** why there is no town, where more is known than that none was found */
  readonly reason?: string
}
export interface WorkspaceContext extends BaseContext {
  readonly workspace: Workspace
  readonly rigs: readonly Rig[]
}
export interface RigContext extends WorkspaceContext {
  readonly rig: Rig
}
export interface MachineContext extends WorkspaceContext {
  /** `connection` is the one to this machine */
  readonly machineName: string
  /** what the town's registry says of it; absent for the machine one is on */
  readonly settings?: MachineSettings
}

interface Check<Scope extends string, Context> {
  /** `<plugin>/<noun>`, lower-case, permanent: public API with `--json` */
  readonly id: string
  /** what is true when it passes */
  readonly title: string
  /** its section in the report */
  readonly category: string
  /** run once, once per town, once per rig, once per machine */
  readonly scope: Scope
  /** for `gt doctor explain`: what it looks at and why it matters */
  readonly description?: string
  /** how to repair it by hand */
  readonly remedy?: string
  readonly docsUrl?: string
  /** ids of checks that must pass first; else this one is skipped with the reason */
  readonly requires?: readonly string[]
  /** default 10 s */
  readonly timeoutMs?: number
  /** costly: looks only with `--deep` */
  readonly deep?: boolean
  /** Looks, never touches. An empty list means nothing to say. */
  run(context: Context): Promise<Finding | Finding[]>
  /** Repairs one finding; present only if it can. Never deletes, never starts or stops a process. */
  fix?(context: Context, finding: Finding): Promise<void>
}

export type EnvironmentCheck = Check<'environment', EnvironmentContext>
export type WorkspaceCheck = Check<'workspace', WorkspaceContext>
export type RigCheck = Check<'rig', RigContext>
export type MachineCheck = Check<'machine', MachineContext>
export type DoctorCheck = EnvironmentCheck | WorkspaceCheck | RigCheck | MachineCheck

export type Details = Omit<Finding, 'status' | 'message'>

export function pass(details: Partial<Finding> = {}): Finding {
  return {...details, status: 'pass'}
}
export function warn(message: string, details: Details = {}): Finding {
  return {...details, status: 'warn', message}
}
export function fail(message: string, details: Details = {}): Finding {
  return {...details, status: 'fail', message}
}
export function skip(message: string, details: Details = {}): Finding {
  return {...details, status: 'skip', message}
}
