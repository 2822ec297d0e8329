import {randomBytes} from 'node:crypto'
import {noShell, tooSlow} from '../start-error.js'
import type {Running} from '../../transport/transport.js'
import {shellScript, type Place} from './script.js'
import {TokenReader} from './token-reader.js'

/** What hears a stream of a shell: what lies between tokens, and each of them. */
export interface Hearing {
  bytes(bytes: Buffer): void
  token(): void
}

const nobody: Hearing = {bytes: () => undefined, token: () => undefined}

/** A shell on a channel of its own, which does what it is told. */
export class Shell {
  /** its process there, when it is up. Rejects where it never is; so does `ended` */
  readonly ready: Promise<number>
  /** resolves when it has ended and all that it said was heard. @throws ConnectionLostError */
  readonly ended: Promise<void>
  out: Hearing = nobody
  err: Hearing = nobody
  readonly #running: Running
  readonly #held = {stdout: 0, stderr: 0}

  /**
   * @param running a channel with a shell that reads its commands from it
   * @param startMs how long the login shell may take
   */
  constructor(machine: string, running: Running, place: Place, startMs: number) {
    this.#running = running
    const token = `gt-${randomBytes(12).toString('hex')}`
    // A link that breaks is told by `exit`; a pipe that breaks with it says nothing new.
    running.stdin.on('error', () => undefined)
    let isUp: (pid: number) => void = () => undefined
    let fail: (error: Error) => void = () => undefined
    this.ready = new Promise((resolve, reject) => ([isUp, fail] = [resolve, reject]))
    const timer = setTimeout(() => {
      fail(tooSlow(machine, startMs))
      this.abandon()
    }, startMs)
    this.ended = Promise.all([running.exit, endOf(running.stdout), endOf(running.stderr)]).then(() => undefined)
    const over = (): void => {
      clearTimeout(timer)
      fail(noShell(machine, 'a second shell does not start there'))
    }
    this.ended.then(over, over)
    this.ready.then(
      () => clearTimeout(timer),
      () => undefined,
    )
    const out = greeted(isUp, () => this.out)
    listen(running.stdout, token, out)
    listen(running.stderr, token, {bytes: (bytes) => this.err.bytes(bytes), token: () => this.err.token()})
    this.say(shellScript(token, place))
  }

  /** @param commands each character is a byte */
  say(commands: string): void {
    this.#running.stdin.write(commands, 'latin1')
  }

  /** Reads nothing of a stream meanwhile, so that the program waits too. */
  async hold(stream: 'stdout' | 'stderr', until: Promise<unknown>): Promise<void> {
    if (this.#held[stream]++ === 0) this.#running[stream].pause()
    await until
    if (--this.#held[stream] === 0) this.#running[stream].resume()
  }

  /** Input for what it runs, which must not be read by the shell itself. @returns whether it was taken */
  async feed(bytes: Uint8Array): Promise<boolean> {
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

function listen(stream: Running['stdout'], token: string, {bytes, token: divide}: Hearing): void {
  const reader = new TokenReader(token, bytes, divide)
  stream.on('data', (chunk: Buffer) => reader.take(chunk))
}

/** Before the first token is what startup files print; after it comes the number of the process, and a NUL. */
function greeted(isUp: (pid: number) => void, next: () => Hearing): Hearing {
  let greeting: Buffer | undefined
  let isOver = false
  return {
    token: () => {
      if (isOver) next().token()
      else greeting = Buffer.alloc(0)
    },
    bytes: (bytes) => {
      if (isOver) return next().bytes(bytes)
      if (!greeting) return
      greeting = Buffer.concat([greeting, bytes])
      const end = greeting.indexOf(0)
      if (end < 0) return
      isOver = true
      isUp(Number(greeting.toString('latin1', 0, end)))
      if (greeting.length > end + 1) next().bytes(greeting.subarray(end + 1))
    },
  }
}

async function endOf(stream: Running['stdout']): Promise<void> {
  return new Promise((resolve) => stream.once('close', resolve))
}
