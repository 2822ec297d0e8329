import {dirname, join, resolve} from 'node:path'
import {
  PathEscapeError,
  type Connection,
  type ExecOptions,
  type ExecResult,
  type Health,
  type LockOptions,
  type ReadRequest,
  type Outcomes,
  type ProbeOptions,
} from '@gt-town/contract'
import type {ChangeRequest} from './change-request.js'
import {ConnectionDecorator} from './connection-decorator.js'
import {escapes, isWithin, type UsedPath} from './escapes.js'
import {absolutePath} from './absolute-path.js'

/**
 * The same machine, but nothing outside `root`: every path must lie in it, by its name and also where symbolic links
 * really lead, else `PathEscapeError`. Programs can do what they like; only their `cwd` and declared paths are checked.
 * A link that is swapped between the check and the use is not caught: it guards against accidents and planted
 * links, not against a race with a process of the same user.
 */
export function confined(connection: Connection, root: string): Connection {
  return new ConfinedConnection(connection, absolutePath(root))
}

class ConfinedConnection extends ConnectionDecorator {
  readonly #root: string

  constructor(inner: Connection, root: string) {
    super(inner)
    this.#root = root
  }

  /** Asks together with the requests where their paths really lead, and keeps back what came from outside. */
  override async inspect<const Requests extends readonly ReadRequest[]>(
    requests: Requests,
  ): Promise<Outcomes<Requests>> {
    const paths = requests.map((request) => ({
      path: request.path,
      follow: request.op !== 'stat' || request.follow !== false,
    }))
    const [errors, outcomes] = await escapes(this.inner, this.#root, paths, requests)
    return outcomes.map((outcome, index) => {
      const error = errors[index]
      return error ? {ok: false, error} : outcome
    }) as Outcomes<Requests>
  }

  override async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    const written = options.effect === 'write' ? options.paths.map(entry) : []
    const folders = options.cwd === undefined ? [] : [target(options.cwd)]
    await this.#check(...written, ...folders)
    return this.inner.execute(argv, options)
  }

  override async withLock<T>(
    path: string,
    body: (held: {signal: AbortSignal}) => Promise<T>,
    options?: LockOptions,
  ): Promise<T> {
    await this.#check(entry(path))
    return this.inner.withLock(path, body, options)
  }

  override async probe(options?: ProbeOptions): Promise<Health> {
    if (options?.path !== undefined) await this.#check(target(options.path))
    return this.inner.probe(options)
  }

  protected override async change(request: ChangeRequest): Promise<void> {
    await this.#check(...pathsOf(request))
    if (request.op === 'symlink') {
      const leads = resolve(dirname(absolutePath(request.path)), request.target)
      if (!isWithin(leads, this.#root))
        throw new PathEscapeError(join(dirname(request.path), request.target), this.#root)
    }
    return super.change(request)
  }

  async #check(...paths: UsedPath[]): Promise<void> {
    if (paths.length === 0) return
    const [errors] = await escapes(this.inner, this.#root, paths, [])
    const error = errors.find((found) => found !== undefined)
    if (error) throw error
  }
}

function pathsOf(request: ChangeRequest): UsedPath[] {
  switch (request.op) {
    case 'write':
    case 'append':
    case 'mkdir':
    case 'remove':
    case 'symlink':
      return [entry(request.path)]
    case 'mkdirAll':
    case 'chmod':
      return [target(request.path)]
    case 'rename':
      return [entry(request.from), entry(request.to)]
  }
}

/** The directory entry itself: a link there is not followed. */
function entry(path: string): UsedPath {
  return {path, follow: false}
}

/** Where a link there leads. */
function target(path: string): UsedPath {
  return {path, follow: true}
}
