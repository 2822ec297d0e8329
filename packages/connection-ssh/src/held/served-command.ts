import type {Readable} from 'node:stream'
import {defaultConnectTimeoutMs} from '../transport/connect-deadline.js'
import {isConnectTimeout} from '../transport/connect-error.js'
import type {Running, StartOptions, Transport} from '../transport/transport.js'
import {errorDocument} from './error-document.js'
import type {FrameKind} from './frames.js'
import {windowBytes} from './held-command.js'

/** Less time is not worth another attempt, in ms. */
const leastMs = 500

type Send = (kind: FrameKind, payload?: Buffer | object | number) => void

export interface CommandRequest {
  readonly line: string
  readonly long: boolean
  readonly connectTimeoutMs: number | undefined
}

/** A command that a holder runs for a gt. */
export class ServedCommand {
  readonly #send: Send
  readonly #ends: (() => void)[]
  readonly #abandoned = new AbortController()
  #running: Running | undefined
  /** what has yet to be told */
  readonly #open = new Set(['stdout', 'stderr', 'exit'])
  readonly #onWay = {tookStdout: 0, tookStderr: 0}

  constructor(send: Send, onEnd: () => void) {
    this.#send = send
    this.#ends = [onEnd]
  }

  /** Told once, when nothing more comes of it. */
  onEnd(listener: () => void): void {
    this.#ends.push(listener)
  }

  async run(transport: Transport, {line, long, connectTimeoutMs}: CommandRequest): Promise<void> {
    try {
      const {signal} = this.#abandoned
      const running = await this.#start(transport, line, {long, signal, connectTimeoutMs})
      if (signal.aborted) return running.abandon()
      this.#running = running
      running.stdin.on('error', () => undefined)
      this.#send('started', {connectMs: transport.connectMs ?? 0})
      this.#pass(running.stdout, 'stdout', 'stdoutEnd', 'tookStdout')
      this.#pass(running.stderr, 'stderr', 'stderrEnd', 'tookStderr')
      running.exit.then(
        (end) => this.#end(end),
        (error: unknown) => this.#end({error: errorDocument(error)}),
      )
    } catch (error) {
      this.fail(error)
    }
  }

  /** Who joins an attempt to connect that somebody began before, or with less patience, has time left when that fails. */
  async #start(transport: Transport, line: string, options: StartOptions): Promise<Running> {
    const {signal, connectTimeoutMs = defaultConnectTimeoutMs} = options
    const started = performance.now()
    for (let leftMs = connectTimeoutMs; ; leftMs = connectTimeoutMs - (performance.now() - started)) {
      try {
        return await transport.start(line, {...options, connectTimeoutMs: leftMs})
      } catch (error) {
        const passedMs = performance.now() - started
        if (!isConnectTimeout(error) || signal?.aborted || connectTimeoutMs - passedMs < leastMs) throw error
      }
    }
  }

  /** @param payload of what was taken, how many bytes */
  take(kind: FrameKind, payload: Buffer | number): void {
    switch (kind) {
      case 'stdin': {
        const bytes = payload as Buffer
        this.#running?.stdin.write(bytes, () => this.#send('tookStdin', bytes.length))
        return
      }
      case 'stdinEnd':
        this.#running?.stdin.end()
        return
      case 'tookStdout':
      case 'tookStderr':
        this.#onWay[kind] -= payload as number
        this.#resume()
        return
      case 'abandon':
        return this.abandon()
      default:
        throw new Error(`gt does not say ${kind} of a command`)
    }
  }

  fail(error: unknown): void {
    this.#send('failed', errorDocument(error))
    this.#over()
  }

  abandon(): void {
    this.#abandoned.abort()
    this.#running?.abandon()
    this.#over()
  }

  #pass(stream: Readable, kind: 'stdout' | 'stderr', end: FrameKind, took: 'tookStdout' | 'tookStderr'): void {
    stream.on('data', (chunk: Buffer) => {
      this.#onWay[took] += chunk.length
      this.#send(kind, chunk)
      if (this.#onWay[took] > windowBytes) stream.pause()
    })
    stream.on('end', () => {
      this.#send(end)
      this.#ended(kind)
    })
    // Its end says why.
    stream.on('error', () => undefined)
  }

  #resume(): void {
    if (this.#onWay.tookStdout <= windowBytes) this.#running?.stdout.resume()
    if (this.#onWay.tookStderr <= windowBytes) this.#running?.stderr.resume()
  }

  #end(document: object): void {
    this.#send('exit', document)
    if ('error' in document) this.#over()
    else this.#ended('exit')
  }

  #ended(part: string): void {
    this.#open.delete(part)
    if (this.#open.size === 0) this.#over()
  }

  #over(): void {
    for (const listener of this.#ends.splice(0)) listener()
  }
}
