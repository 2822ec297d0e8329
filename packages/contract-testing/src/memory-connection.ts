import {absolutePath} from '@gt-town/contract'
import {AbortedError, PathInvalidError} from '@gt-town/contract'
import type {
  Connection,
  DirEntry,
  ExecOptions,
  ExecResult,
  Health,
  LockOptions,
  ReadRequest,
  ReadValue,
  Outcome,
  Outcomes,
  ProbeOptions,
  Space,
  Stat,
  WriteOptions,
} from '@gt-town/contract'
import {GtError} from '@gt-town/contract'
import * as change from './memory-change.js'
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
export class MemoryConnection implements Connection {
  readonly machine: string
  /** round trips so far: one for each call */
  roundTrips = 0
  readonly #tree = new MemoryTree()
  readonly #locks = new MemoryLocks()
  readonly #programs: Readonly<Record<string, Program>>
  readonly #health: Partial<Health>

  constructor(tree: Tree = {}, options: MemoryOptions = {}) {
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

  async inspect<const Requests extends readonly ReadRequest[]>(looks: Requests): Promise<Outcomes<Requests>> {
    return this.#trip(() => looks.map((look) => this.#outcome(look)) as Outcomes<Requests>)
  }

  async readFile(path: string, options: {maxBytes?: number} = {}): Promise<Buffer> {
    return this.#trip(() => readFrom(this.#tree, {op: 'read', path, ...options}))
  }

  async fileExists(path: string): Promise<boolean> {
    const outcome = await this.#trip(() => this.#outcome({op: 'stat', path}))
    if (!outcome.ok && outcome.error.code !== 'GT_NOT_FOUND') throw outcome.error
    return outcome.ok
  }

  async listDir(path: string): Promise<DirEntry[]> {
    return this.#trip(() => readFrom(this.#tree, {op: 'list', path}))
  }

  async stat(path: string, options: {follow?: boolean} = {}): Promise<Stat> {
    return this.#trip(() => readFrom(this.#tree, {op: 'stat', path, ...options}))
  }

  async realpath(path: string): Promise<string> {
    return this.#trip(() => readFrom(this.#tree, {op: 'realpath', path}))
  }

  async writeFile(path: string, data: string | Uint8Array, options: WriteOptions = {}): Promise<void> {
    return this.#trip(() => change.writeFile(this.#tree, absolutePath(path), data, options))
  }

  async appendFile(path: string, data: string | Uint8Array): Promise<void> {
    return this.#trip(() => change.appendFile(this.#tree, absolutePath(path), data))
  }

  async mkdirAll(path: string): Promise<void> {
    return this.#trip(() => change.mkdirAll(this.#tree, absolutePath(path)))
  }

  async mkdir(path: string): Promise<void> {
    return this.#trip(() => change.mkdir(this.#tree, absolutePath(path)))
  }

  async rename(from: string, to: string): Promise<void> {
    return this.#trip(() => change.rename(this.#tree, absolutePath(from), absolutePath(to)))
  }

  async remove(path: string, options: {recursive?: boolean} = {}): Promise<void> {
    return this.#trip(() => change.remove(this.#tree, absolutePath(path), options.recursive ?? false))
  }

  async symlink(target: string, path: string): Promise<void> {
    if (target === '' || target.includes('\0')) throw new PathInvalidError(target)
    return this.#trip(() => change.symlink(this.#tree, target, absolutePath(path)))
  }

  async chmod(path: string, mode: number): Promise<void> {
    return this.#trip(() => void (this.#tree.find(absolutePath(path), true).mode = mode))
  }

  async withLock<T>(
    path: string,
    body: (held: {signal: AbortSignal}) => Promise<T>,
    options: LockOptions = {},
  ): Promise<T> {
    const target = absolutePath(path)
    await this.#trip(() => change.makeLockFile(this.#tree, `${target}.lock`))
    return this.#locks.hold(target, async () => body({signal: new AbortController().signal}), options)
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

  /** Never synchronously, as over a real connection. */
  async #trip<T>(work: () => T | Promise<T>): Promise<T> {
    this.roundTrips++
    await Promise.resolve()
    return work()
  }

  #outcome<L extends ReadRequest>(look: L): Outcome<ReadValue<L>> {
    try {
      return {ok: true, value: readFrom(this.#tree, look)}
    } catch (error) {
      if (error instanceof GtError) return {ok: false, error}
      throw error
    }
  }
}
