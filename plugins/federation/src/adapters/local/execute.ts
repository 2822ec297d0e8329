import {accessSync, constants} from 'node:fs'
import type {Readable, Writable} from 'node:stream'
import {
  AbortedError,
  absolutePath,
  NotADirectoryError,
  TimeoutError,
  TooLargeError,
  UsageError,
  type ExecOptions,
  type ExecResult,
} from '@gt-town/contract'
import {look} from './look.js'
import {endGroup, startGroup, type Group} from './process-group.js'
import {errnoOf, readError} from './system-error.js'

const defaultTimeoutMs = 60_000
const defaultMaxBuffer = 16 * 1024 * 1024
const longestTimerMs = 2 ** 31 - 1
/** How long the pipes may stay silent after the program's end before they count as someone else's. */
const drainMs = 250
const longestDrainMs = 5000

/** Runs a program until it ends, or ends it: at a deadline, at the caller's signal, or when it prints too much. */
export async function execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
  const [command = '', ...args] = argv
  if (command === '' || argv.some((arg) => arg.includes('\0'))) {
    throw new UsageError('GT_ARGUMENT_INVALID', 'a command must have a name, and no argument can hold a NUL byte')
  }
  const title = titleOf(argv)
  if (options.signal?.aborted) throw new AbortedError(title, {cause: options.signal.reason})
  if (options.cwd !== undefined) refuseFolder(absolutePath(options.cwd))
  const child = await startGroup(command, args, {
    cwd: options.cwd,
    env: {...process.env, ...options.env},
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  const stop = new AbortController()
  const watch = watchLimits(title, options, stop)
  try {
    feed(child.stdin, options.input, stop)
    const stdout = gather(
      child.stdout,
      `the output of ${title}`,
      options.onStdout,
      options.maxBuffer,
      stop,
      watch.heard,
    )
    const stderr = gather(
      child.stderr,
      `the messages of ${title}`,
      options.onStderr,
      options.maxBuffer,
      stop,
      watch.heard,
    )
    child.once('exit', () => {
      watch.end()
      drain(child)
    })
    const end = await Promise.race([closed(child), stopped(stop.signal)])
    return {...end, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr)}
  } catch (error) {
    await endGroup(child.pid)
    throw error
  } finally {
    watch.end()
    child.stdout?.destroy()
    child.stderr?.destroy()
  }
}

/** What to call it in messages: arguments may hold secrets, a subcommand does not. */
function titleOf([command = '', subcommand = '']: readonly string[]): string {
  return /^[a-z][a-z-]*$/.test(subcommand) ? `${command} ${subcommand}` : command
}

/** Node reports a missing folder as if the program were missing. */
function refuseFolder(path: string): void {
  const outcome = look({op: 'stat', path})
  if (!outcome.ok) throw outcome.error
  if (outcome.value.type !== 'directory') throw new NotADirectoryError(path)
  try {
    accessSync(path, constants.X_OK)
  } catch (error) {
    throw readError(error, path)
  }
}

function watchLimits(title: string, options: ExecOptions, stop: AbortController): {heard: () => void; end: () => void} {
  const {timeoutMs = defaultTimeoutMs, idleTimeoutMs = 0, signal} = options
  const timer = (ms: number, text: string): NodeJS.Timeout | undefined =>
    ms > 0 ? setTimeout(() => stop.abort(new TimeoutError(text, ms)), Math.min(ms, longestTimerMs)) : undefined
  const deadline = timer(timeoutMs, title)
  const idle = timer(idleTimeoutMs, `${title}, which printed nothing,`)
  const interrupt = (): void => stop.abort(new AbortedError(title, {cause: signal?.reason}))
  signal?.addEventListener('abort', interrupt, {once: true})
  return {
    heard: () => void idle?.refresh(),
    end: () => {
      clearTimeout(deadline)
      clearTimeout(idle)
      signal?.removeEventListener('abort', interrupt)
    },
  }
}

function feed(stdin: Writable | null, input: string | Uint8Array | undefined, stop: AbortController): void {
  stdin?.on('error', (error) => {
    // A program may end, or close its input, without having read all of it.
    if (!['EPIPE', 'ECONNRESET'].includes(errnoOf(error))) stop.abort(error)
  })
  stdin?.end(input)
}

/** Whole chunks, never decoded: a character may lie across two of them. */
function gather(
  stream: Readable | null,
  what: string,
  listener: ((chunk: Buffer) => void) | undefined,
  maxBuffer = defaultMaxBuffer,
  stop: AbortController,
  heard: () => void,
): Buffer[] {
  const kept: Buffer[] = []
  let size = 0
  stream?.on('data', (chunk: Buffer) => {
    if (stop.signal.aborted) return
    heard()
    try {
      listener?.(chunk)
    } catch (error) {
      stop.abort(error)
    }
    if (listener) return
    size += chunk.length
    if (size > maxBuffer) stop.abort(new TooLargeError(what, maxBuffer))
    else kept.push(chunk)
  })
  return kept
}

/** A process left in the background may hold the pipes open for ever; all that the program itself wrote is in them already. */
function drain(child: Group): void {
  const deadline = performance.now() + longestDrainMs
  let heard = true
  const streams = [child.stdout, child.stderr]
  for (const stream of streams) stream?.on('data', () => (heard = true))
  let timer: NodeJS.Timeout | undefined
  const again = (): void => {
    if (!heard || performance.now() > deadline) for (const stream of streams) stream?.destroy()
    heard = false
    // setImmediate: when this process was busy, what waits in the pipes is heard first.
    timer = setTimeout(() => setImmediate(again), drainMs)
  }
  child.once('close', () => clearTimeout(timer))
  again()
}

async function closed(child: Group): Promise<{code: number | null; signal: string | null}> {
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({code, signal})))
}

async function stopped(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const refuse = (): void => reject(signal.reason as Error)
    if (signal.aborted) refuse()
    else signal.addEventListener('abort', refuse, {once: true})
  })
}
