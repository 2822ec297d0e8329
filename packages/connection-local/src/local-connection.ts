import {chmod} from 'node:fs'
import {setImmediate} from 'node:timers/promises'
import {promisify} from 'node:util'
import type {
  ExecOptions,
  ExecResult,
  Health,
  LockOptions,
  Outcome,
  Outcomes,
  ProbeOptions,
  ReadRequest,
} from '@gt-town/contract'
import {appendFile} from './append-file.js'
import {execute} from './execute.js'
import {mkdir, mkdirAll, remove, rename, symlink} from './folders.js'
import {withLock} from './lock.js'
import {answerRead} from './read.js'
import {changing, readError} from './system-error.js'
import {writeFile} from './write-file.js'
import {
  absolutePath,
  BaseConnection,
  decodeHealth,
  probeArgv,
  refuseLinkTarget,
  type ChangeRequest,
} from '@gt-town/connection'

/** Long enough to be quick, short enough for deadlines and signals to fire in between. */
const sliceMs = 10

/** This machine. */
export class LocalConnection extends BaseConnection {
  override readonly machine = 'local'

  override async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    return execute(argv, options)
  }

  override async inspect<const Requests extends readonly ReadRequest[]>(
    requests: Requests,
  ): Promise<Outcomes<Requests>> {
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

  protected override async change(request: ChangeRequest): Promise<void> {
    switch (request.op) {
      case 'write':
        return changingAt(request.path, async (path) => writeFile(path, bytesOf(request.data), request.options ?? {}))
      case 'append':
        return changingAt(request.path, async (path) => appendFile(path, bytesOf(request.data)))
      case 'mkdirAll':
        return changingAt(request.path, mkdirAll)
      case 'mkdir':
        return changingAt(request.path, mkdir)
      case 'rename': {
        const from = absolutePath(request.from)
        return changingAt(request.to, async (to) => rename(from, to))
      }
      case 'remove':
        return changingAt(request.path, async (path) => remove(path, request.options?.recursive ?? false))
      case 'symlink':
        refuseLinkTarget(request.target)
        return changingAt(request.path, async (path) => symlink(request.target, path))
      case 'chmod':
        return changeMode(absolutePath(request.path), request.mode)
    }
  }

  override async withLock<T>(
    path: string,
    body: (held: {signal: AbortSignal}) => Promise<T>,
    options: LockOptions = {},
  ): Promise<T> {
    return withLock(absolutePath(path), body, options)
  }

  override async probe(options: ProbeOptions = {}): Promise<Health> {
    const started = performance.now()
    const result = await execute(probeArgv(options), {effect: 'read', signal: options.signal})
    const exec_ms = Math.round(performance.now() - started)
    return decodeHealth(result, {connect_ms: 0, exec_ms, clock_skew_ms: 0})
  }

  override isHealthy(): boolean {
    return true
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve()
  }
}

async function changingAt(path: string, change: (path: string) => Promise<void>): Promise<void> {
  const target = absolutePath(path)
  return changing(target, async () => change(target))
}

/** What is missing is the file itself, as for a read. */
async function changeMode(path: string, mode: number): Promise<void> {
  try {
    await promisify(chmod)(path, mode)
  } catch (error) {
    throw readError(error, path)
  }
}

function bytesOf(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data) : data
}
