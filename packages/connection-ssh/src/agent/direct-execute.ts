import {randomBytes} from 'node:crypto'
import type {Readable} from 'node:stream'
import {AbortedError, type ExecOptions, type ExecResult} from '@gt-town/contract'
import {absolutePath, gather, refuseWords, timeoutOf, titleOf, watchLimits} from '@gt-town/connection'
import {quoteWord} from '@gt-town/text'
import {deferred, orAborted, within} from '@gt-town/waiting'
import type {Running, Transport} from '../transport/transport.js'
import {endedEarly, resultOf} from './ended-program.js'
import {directProgram} from './generated/programs.js'
import {notStarted} from './program-texts.js'
import {remoteGraceMs} from './remote-execute.js'
import {endedShellError, forStartupFiles, maxStartupBytes, slowShellError, unusableShellError} from './start-error.js'
import {startChannel} from './start-channel.js'

/** What every login shell reads alike within single quotes, and no longer than any of them takes. */
const plainWord = /^(?!=$)[\w./@%+,:= -]*$/
const longestLine = 4000

/** Those of `AgentTimeouts`. */
export interface DirectTimeouts {
  /** how long the login shell there may take once the link is up */
  readonly startMs: number
  readonly pingMs: number
  readonly remoteSilenceMs: number
}

/** Whether a program can be run so: what is fed, or has an environment of its own, is the agent's. */
export function canExecuteDirectly({input, env}: ExecOptions): boolean {
  return input === undefined && (env === undefined || Object.keys(env).length === 0)
}

/**
 * Runs a program over a channel of its own, without the agent: to start that takes several round trips. When the channel is
 * closed, the program is ended there. Everything else is as `executeRemotely` does it.
 * @param timeouts with a deadline, the other side is told again and again that somebody waits; without one it may be silent as long as it likes
 */
export async function executeDirectly(
  transport: Transport,
  argv: readonly string[],
  options: ExecOptions,
  {startMs, pingMs, remoteSilenceMs}: DirectTimeouts,
): Promise<ExecResult> {
  refuseWords(argv)
  const title = titleOf(argv)
  const cwd = options.cwd === undefined ? '' : absolutePath(options.cwd)
  if (options.signal?.aborted) throw new AbortedError(title, {cause: options.signal.reason})
  const stop = new AbortController()
  const watch = watchLimits(title, options, stop)
  try {
    const marker = `gt-${randomBytes(12).toString('hex')}`
    const endSeconds = endAfter(options)
    const {line, input} = lineFor(`${marker} ${endSeconds} ${Math.ceil(remoteSilenceMs / 1000)}`, [cwd, ...argv])
    const starting = startChannel(transport, line, stop.signal)
    const running = await orAborted(starting, stop.signal)
    const program = new DirectProgram(transport.machine, running, marker)
    // Its input is never ended while somebody waits: that would end the program.
    running.stdin.on('error', () => undefined)
    running.stdin.write(`${forStartupFiles}${input ?? ''}`)
    const pulse = endSeconds > 0 ? setInterval(() => running.stdin.write('\n'), pingMs).unref() : undefined
    const stdout = gather(`the output of ${title}`, options.onStdout, options.maxBuffer, stop)
    const stderr = gather(`the messages of ${title}`, options.onStderr, options.maxBuffer, stop)
    const passTo = (stream: typeof stdout) => async (chunk: Buffer) => {
      watch.heard()
      return stream.take(chunk)
    }
    const ended = program.run({stdout: passTo(stdout), stderr: passTo(stderr)}, startMs)
    ended.catch(() => undefined)
    try {
      const result = resultOf(await orAborted(ended, stop.signal), {argv}, options.cwd ?? '')
      stop.signal.throwIfAborted()
      return {...result, stdout: stdout.bytes(), stderr: stderr.bytes()}
    } catch (error) {
      if (!stop.signal.aborted || error !== stop.signal.reason) throw error
      running.stdin.end()
      throw await endedEarly(transport.machine, title, error, running.exit)
    } finally {
      clearInterval(pulse)
      running.abandon()
    }
  } finally {
    watch.end()
  }
}

/** In whole seconds; 0 is never. */
function endAfter(options: ExecOptions): number {
  const timeoutMs = timeoutOf(options)
  return timeoutMs > 0 ? Math.ceil((timeoutMs + remoteGraceMs) / 1000) : 0
}

/** @returns the command line, and what to write to its input where the words do not fit in there */
function lineFor(numbers: string, words: readonly string[]): {line: string; input?: string} {
  const script = directProgram.trimEnd().replaceAll('\n', '; ')
  const line = `exec sh -c '${script}' sh ${numbers}`
  const plain = words.map((word) => `'${word}'`).join(' ')
  if (words.every((word) => plainWord.test(word)) && plain.length <= longestLine) return {line: `${line} ${plain}`}
  // A line that is read ends with the first line end.
  const quoted = words.map((word) => quoteWord(word).replaceAll('\n', `'"$gt_n"'`)).join(' ')
  const encoded = octal(quoted)
  if (encoded.length <= longestLine) return {line: `${line} = '${encoded}'`}
  return {line, input: `${quoted}\n`}
}

/** Every byte that some shell might take for something as `printf %b` has it: a backslash, a zero, three octal digits. */
function octal(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const letter = String.fromCharCode(byte)
      return /[\w./@+,:= -]/.test(letter) ? letter : `\\0${byte.toString(8).padStart(3, '0')}`
    })
    .join('')
}

type Take = (chunk: Buffer) => Promise<unknown>

/** A program on a channel of its own, after whatever startup files print. */
class DirectProgram {
  readonly #machine: string
  readonly #running: Running
  readonly #marker: Buffer
  /** the letter after the marker on stdout */
  readonly #began = deferred<string>()
  #rest = ''
  #noise = ''
  #printed = ''

  constructor(machine: string, running: Running, marker: string) {
    this.#machine = machine
    this.#running = running
    this.#marker = Buffer.from(marker)
  }

  /** @returns how it ended, when all its output was taken */
  async run(output: {stdout: Take; stderr: Take}, startMs: number): ReturnType<typeof this.end> {
    const {stdout, stderr, exit} = this.#running
    const keepRest: Take = async (chunk) => Promise.resolve(void (this.#rest += chunk.toString()))
    const began = this.#began.promise
    const toStdout: Take = async (chunk) => ((await began) === '+' ? output.stdout(chunk) : keepRest(chunk))
    const both = Promise.all([
      this.#read(stdout, toStdout, this.#began.resolve, (text) => (this.#printed = text)),
      this.#read(
        stderr,
        output.stderr,
        () => undefined,
        (noise) => (this.#noise = noise),
      ),
    ])
    exit.then(
      // What it printed last may still be on its way.
      async () => both.then(() => this.#began.reject(endedShellError(this.#machine, this.#noise, this.#printed))),
      (error: unknown) => this.#began.reject(error),
    )
    const letter = await within(startMs, began, () => {
      throw slowShellError(this.#machine, startMs)
    })
    return this.end(letter, both)
  }

  private async end(letter: string, both: Promise<unknown>) {
    const {exit} = this.#running
    if (letter !== '+') {
      await both
      return notStarted([letter, this.#rest.trim(), 'it could not be started'])
    }
    const [end] = await Promise.all([exit, both])
    return {how: 'exited', ...end} as const
  }

  /** Everything after the marker; a stream that breaks is told by `exit`. */
  async #read(
    stream: Readable,
    take: Take,
    onLetter: (letter: string) => void,
    onNoise: (text: string) => void = () => undefined,
  ): Promise<void> {
    let head: Buffer | undefined = Buffer.alloc(0)
    let bytes = 0
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        if (!head) {
          await take(chunk)
          continue
        }
        bytes += chunk.length
        head = Buffer.concat([head, chunk])
        const at = head.indexOf(this.#marker)
        const after = at + this.#marker.length
        if (at >= 0 && head.length > after) {
          onLetter(head.toString('latin1', after, after + 1))
          const rest: Buffer = head.subarray(after + 1)
          head = undefined
          if (rest.length > 0) await take(rest)
          continue
        }
        onNoise(head.toString().slice(-2000))
        if (at < 0) head = head.subarray(-this.#marker.length)
        if (bytes > maxStartupBytes) {
          this.#began.reject(unusableShellError(this.#machine, 'its startup files print without end'))
        }
      }
    } catch {
      // `exit` tells why.
    }
  }
}
