import {accessSync, constants} from 'node:fs'
import type {Readable, Writable} from 'node:stream'
import {setImmediate} from 'node:timers/promises'
import {AbortedError, NotADirectoryError, type ExecOptions, type ExecResult} from '@gt-town/contract'
import {
  absolutePath,
  gather,
  pump,
  refuseWords,
  titleOf,
  watchLimits,
  type Gathered,
  type Watch,
} from '@gt-town/connection'
import {orAborted, pause} from '@gt-town/waiting'
import {answerRead} from './read.js'
import {endGroup, startGroup, type Group} from './process-group.js'
import {errnoOf, readError} from './system-error.js'

/** How long the pipes may stay silent after the program's end before they count as someone else's. */
const drainMs = 250
const longestDrainMs = 5000

/** Runs a program until it ends, or ends it: at a deadline, at the caller's signal, or when it prints too much. */
export async function execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
  refuseWords(argv)
  const [command = '', ...args] = argv
  const title = titleOf(argv)
  if (options.signal?.aborted) throw new AbortedError(title, {cause: options.signal.reason})
  if (options.cwd !== undefined) refuseFolder(absolutePath(options.cwd))
  const child = await startGroup(command, args, {
    cwd: options.cwd,
    env: {...process.env, ...options.env},
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  const stop = new AbortController()
  const over = new AbortController()
  const watch = watchLimits(title, options, stop)
  const stdout = gather(`the output of ${title}`, options.onStdout, options.maxBuffer, stop)
  const stderr = gather(`the messages of ${title}`, options.onStderr, options.maxBuffer, stop)
  try {
    feed(child.stdin, options.input, stop, over.signal)
    listen(child.stdout, stdout, watch)
    listen(child.stderr, stderr, watch)
    child.once('exit', () => {
      watch.end()
      void drain(child)
    })
    const end = await orAborted(closed(child), stop.signal)
    // What a stream had read already when it was paused comes all the same.
    await orAborted(Promise.all([stdout.settled(), stderr.settled()]), stop.signal)
    return {...end, stdout: stdout.bytes(), stderr: stderr.bytes()}
  } catch (error) {
    await endGroup(child.pid)
    throw error
  } finally {
    watch.end()
    over.abort()
    child.stdin?.destroy()
    child.stdout?.destroy()
    child.stderr?.destroy()
  }
}

/** Node reports a missing folder as if the program were missing. */
function refuseFolder(path: string): void {
  const outcome = answerRead({op: 'stat', path})
  if (!outcome.ok) throw outcome.error
  if (outcome.value.type !== 'directory') throw new NotADirectoryError(path)
  try {
    accessSync(path, constants.X_OK)
  } catch (error) {
    throw readError(error, path)
  }
}

function feed(stdin: Writable | null, input: ExecOptions['input'], stop: AbortController, over: AbortSignal): void {
  if (!stdin || input === undefined) return
  stdin.on('error', (error) => {
    // A program may end, or close its input, without having read all of it.
    if (!['EPIPE', 'ECONNRESET'].includes(errnoOf(error))) stop.abort(error)
  })
  const write = async (chunk: Uint8Array): Promise<boolean> =>
    new Promise((resolve) => void stdin.write(chunk, (error) => resolve(!error)))
  pump(input, write, over).then(
    () => stdin.end(),
    (error: unknown) => stop.abort(error),
  )
}

function listen(stream: Readable | null, taken: Gathered, watch: Watch): void {
  stream?.on('data', (chunk: Buffer) => {
    watch.heard()
    const held = taken.take(chunk)
    if (!held) return
    stream.pause()
    void held.then(() => stream.resume())
  })
}

/** A process left in the background may hold the pipes open for ever; all that the program itself wrote is in them already. */
async function drain(child: Group): Promise<void> {
  const over = new AbortController()
  child.once('close', () => over.abort())
  const streams = [child.stdout, child.stderr]
  let hadOutput = true
  for (const stream of streams) stream?.on('data', () => (hadOutput = true))
  let deadline = performance.now() + longestDrainMs
  while (!over.signal.aborted) {
    // A listener that takes its time: what waits for it is the program's.
    if (streams.some((stream) => stream?.isPaused() && !stream.destroyed)) {
      hadOutput = true
      deadline = performance.now() + longestDrainMs
    }
    if (!hadOutput || performance.now() > deadline) for (const stream of streams) stream?.destroy()
    hadOutput = false
    await pause(drainMs, over.signal)
    // When this process was busy, what waits in the pipes is heard first.
    await setImmediate()
  }
}

async function closed(child: Group): Promise<{code: number | null; signal: string | null}> {
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({code, signal})))
}
