import {
  AbortedError,
  absolutePath,
  ConnectionLostError,
  InputOutputError,
  isGtError,
  NotADirectoryError,
  UsageError,
  type ExecOptions,
  type ExecResult,
} from '@gt-town/contract'
import {gather, refuseWords, timeoutOf, titleOf, watchLimits, type Gathered, type Watch} from '@gt-town/connection'
import {startError} from '@gt-town/connection-local'
import {readError} from '@gt-town/connection-local'
import {pump} from '@gt-town/connection'
import {orAborted} from '@gt-town/waiting'
import {decodeTexts, encodeList} from './frame.js'
import type {FarEnd, FarStream} from './far-end.js'
import {systemError} from './remote-files.js'

/** So much later than our own deadline the remote program ends the group by itself: a lost link leaves nothing behind. */
const remoteGraceMs = 5000
/** The remote program needs up to 4 s to end a group that refuses to. */
const endingMs = 6000

type End = {code: number | null; signal: string | null}

/** Runs a program there until it ends, or ends it: at a deadline, at the caller's signal, or when it prints too much. */
export async function executeThere(
  machine: string,
  remote: () => Promise<FarEnd>,
  argv: readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  refuseWords(argv)
  const request = encodeRequest(argv, options)
  const title = titleOf(argv)
  if (options.signal?.aborted) throw new AbortedError(title, {cause: options.signal.reason})
  const stop = new AbortController()
  // The deadline is the caller's, who waits for the connection too.
  const watch = watchLimits(title, options, stop)
  try {
    const end = await orAborted(remote(), stop.signal)
    watch.heard()
    return await runThere({machine, end, argv, request}, options, stop, watch)
  } finally {
    watch.end()
  }
}

interface Task {
  readonly machine: string
  readonly end: FarEnd
  readonly argv: readonly string[]
  readonly request: Buffer
}

async function runThere(
  {machine, end, argv, request}: Task,
  options: ExecOptions,
  stop: AbortController,
  watch: Watch,
): Promise<ExecResult> {
  const title = titleOf(argv)
  const over = new AbortController()
  const stdout = gather(`the output of ${title}`, options.onStdout, options.maxBuffer, stop)
  const stderr = gather(`the messages of ${title}`, options.onStderr, options.maxBuffer, stop)
  const {stream, ended} = converse(end, argv, options, {stdout, stderr, heard: watch.heard})
  try {
    stream.send('X', request)
    feed(stream, options.input, stop, over.signal)
    const result = await orAborted(ended, stop.signal)
    // The last chunk can be one too many and the end be heard in the same moment.
    stop.signal.throwIfAborted()
    return {...result, stdout: stdout.bytes(), stderr: stderr.bytes()}
  } catch (error) {
    if (!stop.signal.aborted || error !== stop.signal.reason) throw error
    stream.send('K')
    throw (await isOverWithin(ended, endingMs)) ? error : unconfirmed(machine, title, error)
  } finally {
    over.abort()
    stream.close()
  }
}

function encodeRequest(argv: readonly string[], options: ExecOptions): Buffer {
  const cwd = options.cwd === undefined ? '' : absolutePath(options.cwd)
  const env = Object.entries(options.env ?? {}).map(([name, value]) =>
    value === undefined ? `-${name}` : `+${name}=${value}`,
  )
  if (env.some((entry) => entry.includes('\0'))) {
    throw new UsageError('GT_ARGUMENT_INVALID', 'no variable can hold a NUL byte')
  }
  const timeoutMs = timeoutOf(options)
  const limit = timeoutMs > 0 ? String(Math.ceil((timeoutMs + remoteGraceMs) / 1000)) : '0'
  return encodeList([cwd, options.input === undefined ? '' : '1', limit, encodeList(env), encodeList(argv)])
}

/** `ended` settles when the program has ended, was ended, never began, or cannot be heard any more. */
function converse(
  end: FarEnd,
  argv: readonly string[],
  {cwd = ''}: ExecOptions,
  to: {stdout: Gathered; stderr: Gathered; heard: () => void},
): {stream: FarStream; ended: Promise<End>} {
  const {promise: ended, resolve, reject} = promiseOf<End>()
  const stream = end.open({
    frame: (type, body) => {
      if (type === 'O' || type === 'T') {
        to.heard()
        return (type === 'O' ? to.stdout : to.stderr).take(body)
      }
      if (type === 'Z') resolve(decodeEnd(body.toString()))
      if (type === 'F') reject(startFailure(decodeTexts(body), argv[0] ?? '', cwd))
      // Ended by the remote program, at our word or at its own deadline.
      if (type === 'G') resolve({code: null, signal: 'SIGKILL'})
      return undefined
    },
    lost: reject,
  })
  return {stream, ended}
}

function promiseOf<T>(): {promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void} {
  let resolve: (value: T) => void = () => undefined
  let reject: (error: Error) => void = () => undefined
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  // Where a deadline won the race, nobody waits for it any more.
  promise.catch(() => undefined)
  return {promise, resolve, reject}
}

function feed(stream: FarStream, input: ExecOptions['input'], stop: AbortController, over: AbortSignal): void {
  if (input === undefined) return
  pump(input, async (chunk) => stream.pour('I', chunk), over).then(
    () => stream.send('E'),
    (error: unknown) => stop.abort(error),
  )
}

/** `c7`: exit code 7. `sKILL`: a signal. */
function decodeEnd(text: string): End {
  return text.startsWith('s')
    ? {code: null, signal: `SIG${text.slice(1)}`}
    : {code: Number(text.slice(1)), signal: null}
}

function startFailure([stage = '', code = '', text = '']: readonly string[], command: string, cwd: string): Error {
  const cause = systemError(code, text)
  if (stage === 'f') return new NotADirectoryError(cwd, {cause})
  if (stage === 'd') return readError(cause, cwd)
  return stage === 'x' ? startError(cause, command) : new InputOutputError(command, cause.message, {cause})
}

async function isOverWithin(ended: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ms)))
  const over = ended.then(
    () => true,
    (error: unknown) => !isGtError(error, 'GT_CONNECTION_LOST'),
  )
  try {
    return await Promise.race([over, late])
  } finally {
    clearTimeout(timer)
  }
}

/** A deadline promises that nothing runs any more; here nobody can tell. Who gave up is told so too. */
function unconfirmed(machine: string, title: string, reason: unknown): unknown {
  if (!isGtError(reason, 'GT_ABORTED')) return new ConnectionLostError(machine, true, {cause: reason})
  return new AbortedError(title, {
    hint: `it may still run on ${machine}, which does not answer: see what runs there once it does, with gt machine exec ${machine} -- ps -ef`,
    cause: reason,
  })
}
