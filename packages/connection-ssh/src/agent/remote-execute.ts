import {AbortedError, UsageError, type ExecOptions, type ExecResult} from '@gt-town/contract'
import {absolutePath, gather, pump, refuseWords, timeoutOf, titleOf, watchLimits, type Watch} from '@gt-town/connection'
import {orAborted} from '@gt-town/waiting'
import {endedEarly, resultOf} from './ended-program.js'
import type {RemoteAgent, RemoteProcess, RunRequest} from './remote-agent.js'

/** So much later than our own deadline the agent ends the group by itself: a lost link leaves nothing behind. */
export const remoteGraceMs = 5000

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
    await orAborted(Promise.all([stdout.settled(), stderr.settled()]), stop.signal)
    // The last chunk can be one too many and the end be heard in the same moment.
    stop.signal.throwIfAborted()
    return {...result, stdout: stdout.bytes(), stderr: stderr.bytes()}
  } catch (error) {
    if (!stop.signal.aborted || error !== stop.signal.reason) throw error
    running.kill()
    throw await endedEarly(machine, title, error, running.ended)
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
