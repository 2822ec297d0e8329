import {dirname, join, resolve} from 'node:path'
import {absolutePath} from '@gt-town/contract'
import {PathEscapeError} from '@gt-town/contract'
import type {
  Connection,
  DirEntry,
  ExecOptions,
  ExecResult,
  Health,
  LockOptions,
  ReadRequest,
  Outcomes,
  ProbeOptions,
  Stat,
  WriteOptions,
} from '@gt-town/contract'
import {escapes, isWithin, type Place} from './escapes.js'
import {ForwardingConnection} from './forwarding-connection.js'

/**
 * The same machine, but nothing outside `root`: every path must lie in it, by its name and also where symbolic links
 * really lead, else `PathEscapeError`. Programs can do what they like; only their `cwd` and declared paths are checked.
 * A link that is swapped between the check and the use is not caught: it guards against accidents and planted
 * links, not against a race with a process of the same user.
 */
export function confined(connection: Connection, root: string): Connection {
  return new ConfinedConnection(connection, absolutePath(root))
}

class ConfinedConnection extends ForwardingConnection {
  readonly #root: string

  constructor(inner: Connection, root: string) {
    super(inner)
    this.#root = root
  }

  override async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    const written = options.effect === 'write' ? options.paths.map(entry) : []
    const folders = options.cwd === undefined ? [] : [{path: options.cwd, follow: true}]
    await this.#guard(...written, ...folders)
    return this.inner.execute(argv, options)
  }

  /** Asks together with the looks where their paths really lead, and keeps back what came from outside. */
  override async inspect<const Requests extends readonly ReadRequest[]>(looks: Requests): Promise<Outcomes<Requests>> {
    const places = looks.map((look) => ({path: look.path, follow: look.op !== 'stat' || look.follow !== false}))
    const [errors, outcomes] = await escapes(this.inner, this.#root, places, looks)
    return outcomes.map((outcome, index) => {
      const error = errors[index]
      return error ? {ok: false, error} : outcome
    }) as Outcomes<Requests>
  }

  override async readFile(path: string, options?: {maxBytes?: number}): Promise<Buffer> {
    await this.#guard({path, follow: true})
    return this.inner.readFile(path, options)
  }

  override async fileExists(path: string): Promise<boolean> {
    await this.#guard({path, follow: true})
    return this.inner.fileExists(path)
  }

  override async listDir(path: string): Promise<DirEntry[]> {
    await this.#guard({path, follow: true})
    return this.inner.listDir(path)
  }

  override async stat(path: string, options?: {follow?: boolean}): Promise<Stat> {
    await this.#guard({path, follow: options?.follow ?? true})
    return this.inner.stat(path, options)
  }

  override async realpath(path: string): Promise<string> {
    await this.#guard({path, follow: true})
    return this.inner.realpath(path)
  }

  override async writeFile(path: string, data: string | Uint8Array, options?: WriteOptions): Promise<void> {
    await this.#guard(entry(path))
    return this.inner.writeFile(path, data, options)
  }

  override async appendFile(path: string, data: string | Uint8Array): Promise<void> {
    await this.#guard(entry(path))
    return this.inner.appendFile(path, data)
  }

  override async mkdirAll(path: string): Promise<void> {
    await this.#guard({path, follow: true})
    return this.inner.mkdirAll(path)
  }

  override async mkdir(path: string): Promise<void> {
    await this.#guard(entry(path))
    return this.inner.mkdir(path)
  }

  override async rename(from: string, to: string): Promise<void> {
    await this.#guard(entry(from), entry(to))
    return this.inner.rename(from, to)
  }

  override async remove(path: string, options?: {recursive?: boolean}): Promise<void> {
    await this.#guard(entry(path))
    return this.inner.remove(path, options)
  }

  override async symlink(target: string, path: string): Promise<void> {
    await this.#guard(entry(path))
    const leads = resolve(dirname(absolutePath(path)), target)
    if (!isWithin(leads, this.#root)) throw new PathEscapeError(join(dirname(path), target), this.#root)
    return this.inner.symlink(target, path)
  }

  override async chmod(path: string, mode: number): Promise<void> {
    await this.#guard({path, follow: true})
    return this.inner.chmod(path, mode)
  }

  override async probe(options?: ProbeOptions): Promise<Health> {
    if (options?.path !== undefined) await this.#guard({path: options.path, follow: true})
    return this.inner.probe(options)
  }

  override async withLock<T>(
    path: string,
    body: (held: {signal: AbortSignal}) => Promise<T>,
    options?: LockOptions,
  ): Promise<T> {
    await this.#guard(entry(path))
    return this.inner.withLock(path, body, options)
  }

  async #guard(...places: Place[]): Promise<void> {
    if (places.length === 0) return
    const [errors] = await escapes(this.inner, this.#root, places, [])
    const error = errors.find((found) => found !== undefined)
    if (error) throw error
  }
}

/** The directory entry itself: a link there is not followed. */
function entry(path: string): Place {
  return {path, follow: false}
}
