import {randomBytes} from 'node:crypto'
import {InputOutputError} from '@gt-town/contract'
import {deferred, within} from '@gt-town/waiting'
import type {Running} from '../../transport/transport.js'
import {slowShellError, unusableShellError} from '../start-error.js'
import {shellScript, type ShellFacts} from './script.js'
import {TokenReader} from './token-reader.js'

/** What takes a stream of a shell: what lies between tokens, and each of them. */
export interface TokenHandler {
  bytes(bytes: Buffer): void
  token(): void
}

const nobody: TokenHandler = {bytes: () => undefined, token: () => undefined}

/** A shell on a channel of its own, which does what it is told. */
export class Shell {
  /** its process there, when it is up. Rejects where it never is; so does `ended` */
  readonly ready: Promise<number>
  /** resolves when it has ended and all that it printed was handled. @throws ConnectionLostError */
  readonly ended: Promise<void>
  out: TokenHandler = nobody
  err: TokenHandler = nobody
  readonly #running: Running
  readonly #held = {stdout: 0, stderr: 0}

  /**
   * @param running a channel with a shell that reads its commands from it
   * @param startMs how long the login shell may take
   */
  constructor(machine: string, running: Running, facts: ShellFacts, startMs: number) {
    this.#running = running
    const token = `gt-${randomBytes(12).toString('hex')}`
    // A link that breaks is told by `exit`; a pipe that breaks with it says nothing new.
    running.stdin.on('error', () => undefined)
    const up = deferred<number>()
    this.ready = within(startMs, up.promise, () => {
      this.abandon()
      throw slowShellError(machine, startMs)
    })
    this.ended = Promise.all([running.exit, endOf(running.stdout), endOf(running.stderr)]).then(() => undefined)
    const over = (): void => up.reject(unusableShellError(machine, 'a second shell does not start there'))
    this.ended.then(over, over)
    // Who waits for the end need not wait for the start.
    this.ready.catch(() => undefined)
    const out = afterStart(up.resolve, () => this.out)
    listen(running.stdout, token, out)
    listen(running.stderr, token, {bytes: (bytes) => this.err.bytes(bytes), token: () => this.err.token()})
    this.send(shellScript(token, facts))
  }

  send(commands: string): void {
    this.#running.stdin.write(commands)
  }

  /**
   * Sends commands, all at once.
   * @returns what each prints before the token that it prints at its end
   * @throws ConnectionLostError, InputOutputError where the shell ends before all are done
   */
  async ask(commands: readonly string[]): Promise<Buffer[]> {
    const outputs: Buffer[] = []
    let parts: Buffer[] = []
    const {promise, resolve, reject} = deferred<Buffer[]>()
    this.out = {
      bytes: (bytes) => parts.push(bytes),
      token: () => {
        outputs.push(Buffer.concat(parts))
        parts = []
        if (outputs.length === commands.length) resolve(outputs)
      },
    }
    this.ready.catch(reject)
    this.ended.then(() => reject(new InputOutputError('a remote shell', 'it has ended')), reject)
    // In braces: what is cut on its way is no command.
    for (const command of commands) this.send(`{\n${command}\n}\n`)
    return promise
  }

  /** Reads nothing of a stream meanwhile, so that the program waits too. */
  async hold(stream: 'stdout' | 'stderr', until: Promise<unknown>): Promise<void> {
    if (this.#held[stream]++ === 0) this.#running[stream].pause()
    await until
    if (--this.#held[stream] === 0) this.#running[stream].resume()
  }

  /** Input for what it runs, which must not be read by the shell itself. @returns whether it was taken */
  async writeInput(bytes: Uint8Array): Promise<boolean> {
    return new Promise((resolve) => {
      this.#running.stdin.write(bytes, (error) => resolve(!error))
      const over = (): void => resolve(false)
      this.ended.then(over, over)
    })
  }

  endInput(): void {
    this.#running.stdin.end()
  }

  abandon(): void {
    this.#running.abandon()
  }
}

function listen(stream: Running['stdout'], token: string, {bytes, token: divide}: TokenHandler): void {
  const reader = new TokenReader(token, bytes, divide)
  stream.on('data', (chunk: Buffer) => reader.take(chunk))
}

/** Before the first token is what startup files print; after it comes the number of the process, and a NUL. */
function afterStart(isUp: (pid: number) => void, next: () => TokenHandler): TokenHandler {
  let first: Buffer | undefined
  let isOver = false
  return {
    token: () => {
      if (isOver) next().token()
      else first = Buffer.alloc(0)
    },
    bytes: (bytes) => {
      if (isOver) return next().bytes(bytes)
      if (!first) return
      first = Buffer.concat([first, bytes])
      const end = first.indexOf(0)
      if (end < 0) return
      isOver = true
      isUp(Number(first.toString('latin1', 0, end)))
      if (first.length > end + 1) next().bytes(first.subarray(end + 1))
    },
  }
}

async function endOf(stream: Running['stdout']): Promise<void> {
  return new Promise((resolve) => stream.once('close', resolve))
}
