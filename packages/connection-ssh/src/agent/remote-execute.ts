import {
  AbortedError,
  ConnectionLostError,
  InputOutputError,
  isGtError,
  NotADirectoryError,
  UsageError,
  type ExecOptions,
  type ExecResult,
} from '@gt-town/contract'
import {absolutePath, gather, pump, refuseWords, timeoutOf, titleOf, watchLimits, type Watch} from '@gt-town/connection'
import {readError, startError} from '@gt-town/connection-local'
import {orAborted, within} from '@gt-town/waiting'
import {systemError} from './failure.js'
import type {ProcessEnd, RemoteAgent, RemoteProcess, RunRequest} from './remote-agent.js'

/** So much later than our own deadline the agent ends the group by itself: a lost link leaves nothing behind. */
const remoteGraceMs = 5000
/** The agent needs up to 4 s to end a group that refuses to. */
const killMs = 6000

/** Runs a program there until it ends, or ends it: at a deadline, at the caller's signal, or when it prints too much. */
export async function executeRemotely(
  machine: string,
  connect: () => Promise<RemoteAgent>,
  argv: readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  refuseWords(argv)
  const request = runRequestOf(argv, options)
  const title = titleOf(argv)
  if (options.signal?.aborted) throw new AbortedError(title, {cause: options.signal.reason})
  const stop = new AbortController()
  // The deadline is the caller's, who waits for the connection too.
  const watch = watchLimits(title, options, stop)
  try {
    const agent = await orAborted(connect(), stop.signal)
    watch.heard()
    return await runUntilEnd({machine, agent, request, title}, options, stop, watch)
  } finally {
    watch.end()
  }
}

interface Task {
  readonly machine: string
  readonly agent: RemoteAgent
  readonly request: RunRequest
  readonly title: string
}

async function runUntilEnd(
  {machine, agent, request, title}: Task,
  options: ExecOptions,
  stop: AbortController,
  watch: Watch,
): Promise<ExecResult> {
  const over = new AbortController()
  const stdout = gather(`the output of ${title}`, options.onStdout, options.maxBuffer, stop)
  const stderr = gather(`the messages of ${title}`, options.onStderr, options.maxBuffer, stop)
  const passTo = (stream: typeof stdout) => (chunk: Buffer) => {
    watch.heard()
    return stream.take(chunk)
  }
  const running = agent.run(request, {stdout: passTo(stdout), stderr: passTo(stderr)})
  try {
    feed(running, options.input, stop, over.signal)
    const result = resultOf(await orAborted(running.ended, stop.signal), request, options.cwd ?? '')
    // The last chunk can be one too many and the end be heard in the same moment.
    stop.signal.throwIfAborted()
    return {...result, stdout: stdout.bytes(), stderr: stderr.bytes()}
  } catch (error) {
    if (!stop.signal.aborted || error !== stop.signal.reason) throw error
    running.kill()
    throw (await isOverWithin(killMs, running.ended)) ? error : unconfirmed(machine, title, error)
  } finally {
    over.abort()
    running.close()
  }
}

function runRequestOf(argv: readonly string[], options: ExecOptions): RunRequest {
  const cwd = options.cwd === undefined ? undefined : absolutePath(options.cwd)
  const {env = {}} = options
  if (Object.entries(env).some(([name, value = '']) => name.includes('\0') || value.includes('\0'))) {
    throw new UsageError('GT_ARGUMENT_INVALID', 'no variable can hold a NUL byte')
  }
  const timeoutMs = timeoutOf(options)
  return {
    argv,
    cwd,
    env,
    hasInput: options.input !== undefined,
    timeoutSeconds: timeoutMs > 0 ? Math.ceil((timeoutMs + remoteGraceMs) / 1000) : 0,
  }
}

function feed(running: RemoteProcess, input: ExecOptions['input'], stop: AbortController, over: AbortSignal): void {
  if (input === undefined) return
  pump(input, async (chunk) => running.write(chunk), over).then(
    () => running.endInput(),
    (error: unknown) => stop.abort(error),
  )
}

/** @param cwd as the caller wrote it @throws where the program never began */
function resultOf(end: ProcessEnd, {argv}: RunRequest, cwd: string): Pick<ExecResult, 'code' | 'signal'> {
  switch (end.how) {
    case 'exited':
      return {code: end.code, signal: end.signal}
    case 'killed':
      return {code: null, signal: 'SIGKILL'}
    case 'not-started':
      throw startFailure(end, argv[0] ?? '', cwd)
  }
}

function startFailure({at, failure}: ProcessEnd & {how: 'not-started'}, command: string, cwd: string): Error {
  const cause = systemError(failure)
  switch (at) {
    case 'cwd-no-folder':
      return new NotADirectoryError(cwd, {cause})
    case 'cwd-missing':
      return readError(cause, cwd)
    case 'program':
      return startError(cause, command)
    case 'system':
      return new InputOutputError(command, cause.message, {cause})
  }
}

async function isOverWithin(ms: number, ended: Promise<unknown>): Promise<boolean> {
  const over = ended.then(
    () => true,
    (error: unknown) => !isGtError(error, 'GT_CONNECTION_LOST'),
  )
  return within(ms, over, () => false)
}

/** A deadline promises that nothing runs any more; here nobody can tell. Who gave up is told so too. */
function unconfirmed(machine: string, title: string, reason: unknown): unknown {
  if (!isGtError(reason, 'GT_ABORTED')) return new ConnectionLostError(machine, true, {cause: reason})
  return new AbortedError(title, {
    hint: `it may still run on ${machine}, which does not answer: see what runs there once it does, with gt machine exec ${machine} -- ps -ef`,
    cause: reason,
  })
}
