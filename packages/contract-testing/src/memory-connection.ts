import {absolutePath, BaseConnection, type ChangeRequest} from '@gt-town/connection'
import {
  AbortedError,
  GtError,
  lockFile,
  type ExecOptions,
  type ExecResult,
  type Health,
  type LockOptions,
  type ReadRequest,
  type ReadValue,
  type Outcome,
  type Outcomes,
  type ProbeOptions,
  type Space,
} from '@gt-town/contract'
import {neverAborted} from '@gt-town/waiting'
import {changeTree, makeLockFile} from './memory-change.js'
import {literalOf, plant} from './memory-literal.js'
import {MemoryLocks} from './memory-locks.js'
import {healthOf} from './memory-health.js'
import {readFrom} from './memory-read.js'
import {runProgram, type Program} from './memory-programs.js'
import {MemoryTree, type Tree, type TreeEntry} from './memory-tree.js'

export type {Program, ProgramResult} from './memory-programs.js'
export type {Tree, TreeEntry} from './memory-tree.js'

export interface MemoryOptions {
  machine?: string
  /** by command name; a command that is not here is not found */
  programs?: Readonly<Record<string, Program>>
  /** default: half of 1 TB is free */
  space?: Space
  /** what `probe` says other than a machine that is well; what it has are its programs */
  health?: Partial<Health>
}

/** A machine that exists only in memory and passes the same conformance suite as the real ones. */
export class MemoryConnection extends BaseConnection {
  readonly machine: string
  /** round trips so far: one for each call */
  roundTrips = 0
  readonly #tree = new MemoryTree()
  readonly #locks = new MemoryLocks()
  readonly #programs: Readonly<Record<string, Program>>
  readonly #health: Partial<Health>

  constructor(tree: Tree = {}, options: MemoryOptions = {}) {
    super()
    this.machine = options.machine ?? 'local'
    this.#programs = options.programs ?? {}
    this.#health = options.health ?? {}
    if (options.space) this.#tree.space = options.space
    plant(this.#tree, tree)
  }

  /** Everything below a folder, as the literal that would make it. */
  tree(under = '/'): Record<string, TreeEntry> {
    const node = this.#tree.find(under, true)
    return node.type === 'directory' ? literalOf(node, under) : {}
  }

  async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    return this.#trip(async () => {
      if (options.cwd !== undefined) readFrom(this.#tree, {op: 'list', path: options.cwd})
      return runProgram(this.#programs, argv, options, this)
    })
  }

  async inspect<const Requests extends readonly ReadRequest[]>(requests: Requests): Promise<Outcomes<Requests>> {
    return this.#trip(() => requests.map((request) => this.#outcome(request)) as Outcomes<Requests>)
  }

  async withLock<T>(
    path: string,
    body: (held: {signal: AbortSignal}) => Promise<T>,
    options: LockOptions = {},
  ): Promise<T> {
    const target = absolutePath(path)
    await this.#trip(() => makeLockFile(this.#tree, lockFile(target)))
    return this.#locks.hold(target, async () => body({signal: neverAborted()}), options)
  }

  async probe({signal, path}: ProbeOptions = {}): Promise<Health> {
    if (path !== undefined) absolutePath(path)
    if (signal?.aborted) throw new AbortedError(`asking ${this.machine}`, {cause: signal.reason})
    return this.#trip(() => ({...healthOf(this.#programs, this.#tree.space), ...this.#health}))
  }

  isHealthy(): boolean {
    return true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve()
  }

  protected async change(request: ChangeRequest): Promise<void> {
    return this.#trip(() => changeTree(this.#tree, request))
  }

  /** Never synchronously, as over a real connection. */
  async #trip<T>(work: () => T | Promise<T>): Promise<T> {
    this.roundTrips++
    await Promise.resolve()
    return work()
  }

  #outcome<Request extends ReadRequest>(request: Request): Outcome<ReadValue<Request>> {
    try {
      return {ok: true, value: readFrom(this.#tree, request)}
    } catch (error) {
      if (error instanceof GtError) return {ok: false, error}
      throw error
    }
  }
}
