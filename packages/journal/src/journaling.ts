import {dirname} from 'node:path'
import pLimit from 'p-limit'
import {
  isGtError,
  lockFile,
  NotEmptyError,
  type Connection,
  type ExecOptions,
  type ExecResult,
  type LockOptions,
} from '@gt-town/contract'
import {absolutePath, ConnectionDecorator, type ChangeRequest} from '@gt-town/connection'
import type {After, Before, Change, Problem} from './journal.js'
import type {State} from './state.js'
import {orJournalFailed} from './journal-failed.js'
import {sha256} from './read-state.js'
import type {RunJournal} from './run-journal.js'
import {Snapshots} from './snapshots.js'

/** Of a larger file no copy is kept, so it is not changed. */
const keptBytes = 256 * 1024 * 1024

/** Notes every change in a journal before it is made and after, and keeps what was there. One change after the other. */
export class JournalingConnection extends ConnectionDecorator {
  readonly #journal: RunJournal
  readonly #problem: Problem
  readonly #snapshots: Snapshots
  /** One after the other, in the order in which they came. */
  readonly #queue = pLimit(1)

  constructor(inner: Connection, journal: RunJournal, problem: Problem) {
    super(inner)
    this.#journal = journal
    this.#problem = problem
    this.#snapshots = new Snapshots(inner, journal)
  }

  override async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    if (options.effect === 'read') return this.inner.execute(argv, options)
    const targets = options.paths.map((path) => absolutePath(path))
    return this.#queue(async () => {
      const paths = await Promise.all(targets.map(async (path) => this.#snapshots.pathInTown(path)))
      const n = await this.#journal.next()
      const before = []
      for (const path of paths) before.push(await this.#snapshots.copyTree(n, path, before.length))
      const run = async (): Promise<ExecResult> => this.inner.execute(argv, options)
      return this.#perform({op: 'run', argv: [...argv], paths}, before, [], run, n)
    })
  }

  /**
   * Taking a lock for the first time makes its file. The journal comes first, always: two runs that each held one of the two
   * would wait for each other.
   */
  override async withLock<T>(
    path: string,
    body: (held: {signal: AbortSignal}) => Promise<T>,
    options?: LockOptions,
  ): Promise<T> {
    const file = lockFile(absolutePath(path))
    const begun = await this.#queue(async () => {
      const inTown = await this.#snapshots.pathInTown(file)
      const before = await this.#snapshots.current(inTown)
      if (before.state.kind !== 'absent') {
        await this.#journal.open()
        return undefined
      }
      const change = {op: 'lock', path: inTown} as const
      return {n: await this.#journal.begin(this.#problem, change, [before]), change, before: [before]}
    })
    if (!begun) return this.inner.withLock(path, body, options)
    const seen = {after: false}
    const note = async (): Promise<void> => {
      seen.after = true
      const after = [await this.#snapshots.current(begun.change.path)]
      if (after[0]?.state.kind === 'absent') await this.#journal.failed(begun.n, 'no file was made')
      else await this.#journal.did({...begun, problem: this.#problem, after})
    }
    try {
      return await this.inner.withLock(
        path,
        async (held) => {
          await note()
          return body(held)
        },
        options,
      )
    } finally {
      if (!seen.after) await note()
    }
  }

  protected override change(request: ChangeRequest): Promise<void> {
    const proceed = async (): Promise<void> => super.change(request)
    switch (request.op) {
      case 'write':
        return this.#write(request.path, () => Buffer.from(request.data as string), proceed)
      case 'append':
        return this.#write(request.path, (old) => Buffer.concat([old, Buffer.from(request.data as string)]), proceed)
      case 'mkdirAll':
        return this.#mkdirAll(request.path, proceed)
      case 'mkdir':
        return this.#make(request.path, (path) => ({op: 'make', path}), proceed)
      case 'symlink':
        return this.#make(request.path, (path) => ({op: 'link', path, target: request.target}), proceed)
      case 'rename':
        return this.#rename(request.from, request.to, proceed)
      case 'remove':
        return this.#remove(request.path, request.options?.recursive ?? false, proceed)
      case 'chmod':
        return this.#chmod(request.path, request.mode, proceed)
    }
  }

  async #write(path: string, bytes: (old: Buffer) => Buffer, write: () => Promise<void>): Promise<void> {
    const target = absolutePath(path)
    await this.#queue(async () => {
      const inTown = await this.#snapshots.pathInTown(target)
      const {state} = await this.#snapshots.current(inTown)
      const born = state.kind !== 'absent' && this.#journal.known.wasCreatedByRun(inTown)
      const old = state.kind === 'file' ? await orJournalFailed(async () => this.#read(target)) : Buffer.alloc(0)
      const n = await this.#journal.next()
      const kept = state.kind === 'file' && !born ? {kept: await this.#journal.keep(n, old)} : {}
      const change = {op: 'write', path: inTown, sha: await sha256(bytes(old))} as const
      await this.#perform(change, [{path: inTown, state, ...kept, ...(born && {born})}], [inTown], write, n)
    })
  }

  /** Each folder that is missing is a change of its own. */
  async #mkdirAll(path: string, proceed: () => Promise<void>): Promise<void> {
    const missing: string[] = []
    for (let at = absolutePath(path); !(await this.inner.fileExists(at)) && dirname(at) !== at; at = dirname(at)) {
      missing.unshift(at)
    }
    for (const folder of missing) {
      try {
        await this.mkdir(folder)
      } catch (error) {
        // What is in the way is said below; what cannot be noted is not done.
        if (!isGtError(error) || error.code === 'GT_JOURNAL_FAILED') throw error
        break
      }
    }
    await proceed()
  }

  async #rename(from: string, to: string, proceed: () => Promise<void>): Promise<void> {
    const [source, target] = [absolutePath(from), absolutePath(to)]
    await this.#queue(async () => {
      const [left, taken] = [await this.#snapshots.pathInTown(source), await this.#snapshots.pathInTown(target)]
      const before = [await this.#snapshots.current(left), await this.#snapshots.current(taken)]
      await this.#perform({op: 'move', from: left, to: taken}, before, [left, taken], proceed)
    })
  }

  /** What the run did not make itself is not deleted, but moved to the journal. */
  async #remove(path: string, recursive: boolean, proceed: () => Promise<void>): Promise<void> {
    const target = absolutePath(path)
    await this.#queue(async () => {
      const inTown = await this.#snapshots.pathInTown(target)
      const before = [await this.#snapshots.current(inTown)]
      const {known} = this.#journal
      if (known.wasCreatedByRun(inTown) && !known.containsForeign(inTown)) {
        return this.#perform({op: 'remove', path: inTown}, before, [], proceed)
      }
      const isFull = before[0]?.state.kind === 'folder' && (await this.inner.listDir(target)).length > 0
      if (isFull && !recursive) throw new NotEmptyError(path)
      const n = await this.#journal.next()
      const kept = `removed-${n}`
      const move = async (): Promise<void> => this.inner.rename(path, await this.#journal.path(kept))
      return this.#perform({op: 'remove', path: inTown, kept}, before, [], move, n)
    })
  }

  async #chmod(path: string, mode: number, proceed: () => Promise<void>): Promise<void> {
    const target = absolutePath(path)
    await this.#queue(async () => {
      // The mode is that of what a link leads to.
      const real = (await this.inner.fileExists(target)) ? await this.inner.realpath(target) : target
      const inTown = await this.#snapshots.pathInTown(real)
      const before = [await this.#snapshots.current(inTown)]
      await this.#perform({op: 'mode', path: inTown, mode}, before, [inTown], proceed)
    })
  }

  async #read(path: string): Promise<Buffer> {
    return this.inner.readFile(path, {maxBytes: keptBytes})
  }

  async #make(path: string, change: (inTown: string) => Change, make: () => Promise<void>): Promise<void> {
    const target = absolutePath(path)
    await this.#queue(async () => {
      const inTown = await this.#snapshots.pathInTown(target)
      await this.#perform(change(inTown), [await this.#snapshots.current(inTown)], [inTown], make)
    })
  }

  /** @param touched paths whose state afterwards is noted */
  async #perform<T>(
    change: Change,
    before: readonly Before[],
    touched: readonly string[],
    work: () => Promise<T>,
    number?: number,
  ): Promise<T> {
    const n = await this.#journal.begin(this.#problem, change, before, number)
    let value: T
    try {
      value = await work()
    } catch (error) {
      // A program may have got somewhere before it failed.
      if (change.op === 'run') await this.#journal.did({n, problem: this.#problem, change, before, after: []})
      else await this.#journal.failed(n, error)
      throw error
    }
    const after: After[] = []
    for (const path of touched) after.push({path, state: await this.#stateAfter(path, change)})
    await this.#journal.did({n, problem: this.#problem, change, before, after})
    return value
  }

  async #stateAfter(path: string, change: Change): Promise<State> {
    const isTree = change.op === 'move' && this.#journal.known.byPath.get(change.from)?.state.kind === 'tree'
    if (isTree && path === change.to) return this.#journal.treeState(path)
    return (await this.#snapshots.current(path)).state
  }
}
