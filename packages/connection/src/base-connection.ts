import {
  isGtError,
  type Connection,
  type DirEntry,
  type ExecOptions,
  type ExecResult,
  type Health,
  type LockOptions,
  type ReadRequest,
  type ReadValue,
  type Outcome,
  type Outcomes,
  type ProbeOptions,
  type Stat,
  type WriteOptions,
} from '@gt-town/contract'
import type {ChangeRequest} from './change-request.js'

/**
 * The port with one method for each kind of call: every read is one of `inspect`, every change of files one of `change`.
 * A method that the port gets does not compile until it is of one kind here, and then every connection below has it.
 */
export abstract class BaseConnection implements Connection {
  abstract get machine(): string
  abstract inspect<const Requests extends readonly ReadRequest[]>(requests: Requests): Promise<Outcomes<Requests>>
  protected abstract change(request: ChangeRequest): Promise<void>
  abstract execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult>
  abstract withLock<T>(
    path: string,
    body: (held: {signal: AbortSignal}) => Promise<T>,
    options?: LockOptions,
  ): Promise<T>
  abstract probe(options?: ProbeOptions): Promise<Health>
  abstract isHealthy(): boolean
  abstract [Symbol.asyncDispose](): Promise<void>

  async readFile(path: string, options: {maxBytes?: number} = {}): Promise<Buffer> {
    return this.#read({op: 'read', path, ...options})
  }

  async fileExists(path: string): Promise<boolean> {
    const [outcome] = await this.inspect([{op: 'stat', path}])
    if (outcome.ok) return true
    if (isGtError(outcome.error, 'GT_NOT_FOUND')) return false
    throw outcome.error
  }

  async listDir(path: string): Promise<DirEntry[]> {
    return this.#read({op: 'list', path})
  }

  async stat(path: string, options: {follow?: boolean} = {}): Promise<Stat> {
    return this.#read({op: 'stat', path, ...options})
  }

  async realpath(path: string): Promise<string> {
    return this.#read({op: 'realpath', path})
  }

  async writeFile(path: string, data: string | Uint8Array, options?: WriteOptions): Promise<void> {
    return this.change({op: 'write', path, data, ...(options && {options})})
  }

  async appendFile(path: string, data: string | Uint8Array): Promise<void> {
    return this.change({op: 'append', path, data})
  }

  async mkdirAll(path: string): Promise<void> {
    return this.change({op: 'mkdirAll', path})
  }

  async mkdir(path: string): Promise<void> {
    return this.change({op: 'mkdir', path})
  }

  async rename(from: string, to: string): Promise<void> {
    return this.change({op: 'rename', from, to})
  }

  async remove(path: string, options?: {recursive?: boolean}): Promise<void> {
    return this.change({op: 'remove', path, ...(options && {options})})
  }

  async symlink(target: string, path: string): Promise<void> {
    return this.change({op: 'symlink', target, path})
  }

  async chmod(path: string, mode: number): Promise<void> {
    return this.change({op: 'chmod', path, mode})
  }

  async #read<Request extends ReadRequest>(request: Request): Promise<ReadValue<Request>> {
    const [outcome] = (await this.inspect([request])) as readonly [Outcome<ReadValue<Request>>]
    if (outcome.ok) return outcome.value
    throw outcome.error
  }
}
