import {dirname} from 'node:path'
import {
  ExistsError,
  GtError,
  InputOutputError,
  isGtError,
  lockFile,
  NotADirectoryError,
  NotAFileError,
  NotEmptyError,
  type ExecOptions,
  type ExecResult,
  type WriteOptions,
} from '@gt-town/contract'
import pLimit from 'p-limit'
import {neverAborted} from '@gt-town/waiting'
import type {ChangeRequest} from '../change-request.js'
import {OverlaidConnection} from './overlaid.js'
import {statOf, typeOf, type Node} from './overlay.js'
import {octal, type PlannedAction} from './planned-action.js'
import {absolutePath} from '../absolute-path.js'
import {refuseLinkTarget} from '../implementing/link-target.js'

const fileMode = 0o644
const folderMode = 0o755

/** Thrown at a program that would write: what it would leave cannot be known, so the fix ends there. */
export class WouldRunError extends GtError {
  constructor(argv: readonly string[]) {
    super('GT_WOULD_RUN', `a dry run does not run ${argv[0] ?? 'programs'}`, {hint: 'run without --dry-run to run it'})
  }
}

/**
 * The same machine, but nothing is written: every change is noted instead, and reads see what would be there then. No
 * lock is taken. Programs that only read run, and see what is really there.
 */
export class RecordingConnection extends OverlaidConnection {
  /** One after the other, in the order in which they came. */
  readonly #queue = pLimit(1)
  #actions: PlannedAction[] = []
  #ended: WouldRunError | undefined

  /** What was noted since the last call; a program that ended the work before does not any more. */
  take(): readonly PlannedAction[] {
    const actions = this.#actions
    this.#actions = []
    this.#ended = undefined
    return actions
  }

  override async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    if (options.effect === 'read') return this.inner.execute(argv, options)
    return this.#inTurn(async () => {
      this.#actions.push({action: 'run', argv: [...argv], paths: [...options.paths]})
      this.#ended = new WouldRunError(argv)
      return Promise.reject(this.#ended)
    })
  }

  /** Taking a lock would make its file. */
  override async withLock<T>(path: string, body: (held: {signal: AbortSignal}) => Promise<T>): Promise<T> {
    const file = lockFile(absolutePath(path))
    await this.#inTurn(async () => {
      const {node, real} = await this.overlay.place(file)
      if (node && typeOf(node) !== 'file') throw new NotAFileError(file)
      if (node) return
      await this.put(real, {...this.overlay.common(fileMode), kind: 'file', data: Buffer.alloc(0)})
      this.#actions.push({action: 'make', path: file, kind: 'file'})
    })
    return body({signal: neverAborted()})
  }

  protected override change(request: ChangeRequest): Promise<void> {
    switch (request.op) {
      case 'write':
        return this.#write(request.path, request.options ?? {}, () => Buffer.from(request.data as string))
      case 'append':
        return this.#write(request.path, {isAppend: true}, (old) =>
          Buffer.concat([old, Buffer.from(request.data as string)]),
        )
      case 'mkdirAll': {
        const target = absolutePath(request.path)
        return this.#inTurn(async () => this.#mkdirAll(target))
      }
      case 'mkdir':
        return this.#mkdir(request.path)
      case 'rename':
        return this.#rename(request.from, request.to)
      case 'remove':
        return this.#remove(request.path, request.options?.recursive ?? false)
      case 'symlink':
        return this.#symlink(request.target, request.path)
      case 'chmod':
        return this.#chmod(request.path, request.mode)
    }
  }

  /** One change after the other, and none any more after a program that would have run. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#queue(async () => {
      if (this.#ended) throw this.#ended
      return work()
    })
  }

  async #write(
    path: string,
    options: WriteOptions & {isAppend?: boolean},
    bytes: (old: Buffer) => Buffer,
  ): Promise<void> {
    const target = absolutePath(path)
    await this.#inTurn(async () => {
      const {node, real} = await this.overlay.place(target)
      if (node && options.exclusive) throw new ExistsError(path)
      if (node && typeOf(node) !== 'file') throw new NotAFileError(path)
      const mode = node ? statOf(node).mode : (options.mode ?? fileMode)
      const old = node && options.isAppend ? await this.overlay.read(node, target, undefined) : Buffer.alloc(0)
      await this.put(real, {...this.overlay.common(mode), kind: 'file', data: bytes(old)})
      this.#actions.push(
        node
          ? {action: 'change', path: target, how: options.isAppend ? 'appended' : 'rewritten'}
          : {action: 'make', path: target, kind: 'file'},
      )
    })
  }

  async #mkdirAll(path: string): Promise<void> {
    try {
      const {node} = await this.overlay.see(path, true)
      if (typeOf(node) !== 'directory') throw new NotADirectoryError(path)
    } catch (error) {
      if (!isGtError(error, 'GT_NOT_FOUND')) throw error
      if (dirname(path) !== path) await this.#mkdirAll(dirname(path))
      const {node, real} = await this.overlay.place(path)
      if (node) throw new NotADirectoryError(path, {cause: error})
      await this.#makeFolder(real)
    }
  }

  async #mkdir(path: string): Promise<void> {
    const target = absolutePath(path)
    await this.#inTurn(async () => {
      const {node, real} = await this.overlay.place(target)
      if (node) throw new ExistsError(path)
      await this.#makeFolder(real)
    })
  }

  async #makeFolder(real: string): Promise<void> {
    const folder = {...this.overlay.common(folderMode), kind: 'folder', origin: undefined, entries: new Map()} as const
    await this.put(real, folder)
    this.#actions.push({action: 'make', path: real, kind: 'folder'})
  }

  async #rename(from: string, to: string): Promise<void> {
    const [source, target] = [absolutePath(from), absolutePath(to)]
    await this.#inTurn(async () => {
      const moving = await this.overlay.see(source, false)
      const taken = await this.overlay.place(target)
      if (typeOf(moving.node) === 'directory' && taken.real.startsWith(`${moving.real}/`)) {
        throw new InputOutputError(to, 'a folder cannot be moved into itself')
      }
      if (moving.real === taken.real && typeOf(moving.node) === 'directory') return
      if (taken.node) await this.#refuseReplacing(to, moving.node, taken.node)
      await this.put(moving.real, undefined)
      await this.put(taken.real, moving.node)
      this.#actions.push({action: 'move', from: source, to: target})
    })
  }

  async #remove(path: string, recursive: boolean): Promise<void> {
    const target = absolutePath(path)
    await this.#inTurn(async () => {
      const {node, real} = await this.overlay.see(target, false)
      const isFull = typeOf(node) === 'directory' && (await this.overlay.list(node, path)).length > 0
      if (isFull && !recursive) throw new NotEmptyError(path)
      await this.put(real, undefined)
      this.#actions.push({action: 'remove', path: target})
    })
  }

  async #symlink(target: string, path: string): Promise<void> {
    refuseLinkTarget(target)
    const place = absolutePath(path)
    await this.#inTurn(async () => {
      const {node, real} = await this.overlay.place(place)
      if (node) throw new ExistsError(path)
      await this.put(real, {...this.overlay.common(0o777), kind: 'link', target})
      this.#actions.push({action: 'link', path: place, to: target})
    })
  }

  async #chmod(path: string, mode: number): Promise<void> {
    const target = absolutePath(path)
    await this.#inTurn(async () => {
      const spot = await this.overlay.see(target, true)
      await this.overlay.chmod(spot, mode)
      this.noteChange(spot.real)
      this.#actions.push({action: 'mode', path: target, mode: octal(mode)})
    })
  }

  async #refuseReplacing(path: string, moving: Node, there: Node): Promise<void> {
    if (typeOf(moving) !== 'directory' || typeOf(there) !== 'directory') throw new ExistsError(path)
    if ((await this.overlay.list(there, path)).length > 0) throw new NotEmptyError(path)
  }
}
