import {chmod} from 'node:fs'
import {setImmediate} from 'node:timers/promises'
import {promisify} from 'node:util'
import {
  PathInvalidError,
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
import {appendFile} from './append-file.js'
import {execute} from './execute.js'
import {mkdir, mkdirAll, remove, rename, symlink} from './folders.js'
import {withLock} from './lock.js'
import {answerRead} from './read.js'
import {changing, readError} from './system-error.js'
import {writeFile} from './write-file.js'
import {absolutePath, decodeHealth, probeArgv} from '@gt-town/connection'

/** Long enough to be quick, short enough for deadlines and signals to fire in between. */
const sliceMs = 10

/** This machine. */
export class LocalConnection implements Connection {
  readonly machine = 'local'

  async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    return execute(argv, options)
  }

  async inspect<const Requests extends readonly ReadRequest[]>(requests: Requests): Promise<Outcomes<Requests>> {
    const outcomes: Outcome<unknown>[] = []
    let sliceEnd = performance.now() + sliceMs
    for (const request of requests) {
      outcomes.push(answerRead(request))
      if (performance.now() < sliceEnd) continue
      await setImmediate()
      sliceEnd = performance.now() + sliceMs
    }
    return outcomes as Outcomes<Requests>
  }

  async readFile(path: string, options: {maxBytes?: number} = {}): Promise<Buffer> {
    return one({op: 'read', path, ...options})
  }

  async fileExists(path: string): Promise<boolean> {
    const outcome = answerRead({op: 'stat', path})
    if (!outcome.ok && outcome.error.code !== 'GT_NOT_FOUND') throw outcome.error
    return outcome.ok
  }

  async listDir(path: string): Promise<DirEntry[]> {
    return one({op: 'list', path})
  }

  async stat(path: string, options: {follow?: boolean} = {}): Promise<Stat> {
    return one({op: 'stat', path, ...options})
  }

  async realpath(path: string): Promise<string> {
    return one({op: 'realpath', path})
  }

  async writeFile(path: string, data: string | Uint8Array, options: WriteOptions = {}): Promise<void> {
    const target = absolutePath(path)
    await changing(target, async () => writeFile(target, bytesOf(data), options))
  }

  async appendFile(path: string, data: string | Uint8Array): Promise<void> {
    const target = absolutePath(path)
    await changing(target, async () => appendFile(target, bytesOf(data)))
  }

  async mkdirAll(path: string): Promise<void> {
    const target = absolutePath(path)
    await changing(target, async () => mkdirAll(target))
  }

  async mkdir(path: string): Promise<void> {
    const target = absolutePath(path)
    await changing(target, async () => mkdir(target))
  }

  async rename(from: string, to: string): Promise<void> {
    const [source, target] = [absolutePath(from), absolutePath(to)]
    await changing(target, async () => rename(source, target))
  }

  async remove(path: string, options: {recursive?: boolean} = {}): Promise<void> {
    const target = absolutePath(path)
    await changing(target, async () => remove(target, options.recursive ?? false))
  }

  async symlink(target: string, path: string): Promise<void> {
    if (target === '' || target.includes('\0')) throw new PathInvalidError(target)
    const place = absolutePath(path)
    await changing(place, async () => symlink(target, place))
  }

  async chmod(path: string, mode: number): Promise<void> {
    const target = absolutePath(path)
    try {
      await promisify(chmod)(target, mode)
    } catch (error) {
      throw readError(error, target)
    }
  }

  async withLock<T>(
    path: string,
    body: (held: {signal: AbortSignal}) => Promise<T>,
    options: LockOptions = {},
  ): Promise<T> {
    return withLock(absolutePath(path), body, options)
  }

  async probe({signal, path}: ProbeOptions = {}): Promise<Health> {
    const started = performance.now()
    const result = await execute(probeArgv(path), {effect: 'read', signal})
    const exec_ms = Math.round(performance.now() - started)
    return decodeHealth(result, {connect_ms: 0, exec_ms, clock_skew_ms: 0})
  }

  isHealthy(): boolean {
    return true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve()
  }
}

function one<R extends ReadRequest>(request: R): ReadValue<R> {
  const outcome = answerRead(request)
  if (outcome.ok) return outcome.value
  throw outcome.error
}

function bytesOf(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data) : data
}
