import {PassThrough, Writable} from 'node:stream'
import {AbortedError, ConnectionLostError} from '@gt-town/contract'
import {deferred} from '@gt-town/waiting'
import type {Running} from '../transport/transport.js'
import {errorOfDocument, type ErrorDocument} from './error-document.js'
import {payloadDocument, numberOf, type HolderFrame, type FrameKind} from './frames.js'

/** So many bytes are on the way at most, each way, that the other side has not taken yet. */
export const windowBytes = 1024 * 1024
const pieceBytes = 64 * 1024

type Send = (kind: FrameKind, payload?: Buffer | object | number) => void

/** A command that a holder runs for us. */
export class HeldCommand {
  readonly #machine: string
  readonly #send: Send
  readonly #started = deferred<Running>()
  readonly #exit = deferred<{code: number | null; signal: string | null}>()
  readonly #stdin: Writable
  readonly #stdout = new PassThrough()
  readonly #stderr = new PassThrough()
  #untaken = 0
  #taken: (() => void) | undefined
  #isOver = false
  /** what has yet to be told */
  readonly #open = new Set(['stdout', 'stderr', 'exit'])
  #hasStarted = false

  constructor(machine: string, send: Send) {
    this.#machine = machine
    this.#send = send
    this.#stdin = new Writable({
      write: (chunk: Buffer, _encoding, done) => this.#write(chunk, done),
      final: (done) => {
        if (!this.#isOver) send('stdinEnd')
        done()
      },
    })
    for (const stream of [this.#stdout, this.#stderr]) stream.on('error', () => undefined)
    // Whoever does not wait for the end must not be ended by it.
    this.#exit.promise.catch(() => undefined)
    this.#started.promise.catch(() => undefined)
  }

  /** Rejects with what the transport of the holder throws. */
  get started(): Promise<Running> {
    return this.#started.promise
  }

  /** @returns whether nothing more comes of it */
  take({kind, payload}: HolderFrame): boolean {
    switch (kind) {
      case 'started':
        this.#hasStarted = true
        this.#started.resolve(this.#running())
        break
      case 'failed':
        this.#fail(errorOfDocument(this.#machine, payloadDocument(payload) as unknown as ErrorDocument))
        break
      case 'stdout':
        this.#pass(this.#stdout, payload, 'tookStdout')
        break
      case 'stderr':
        this.#pass(this.#stderr, payload, 'tookStderr')
        break
      case 'stdoutEnd':
        this.#stdout.end()
        this.#open.delete('stdout')
        break
      case 'stderrEnd':
        this.#stderr.end()
        this.#open.delete('stderr')
        break
      case 'tookStdin':
        this.#tookStdin(numberOf(payload))
        break
      case 'exit':
        this.#end(payloadDocument(payload))
        break
      default:
        throw new Error(`a holder does not say ${kind} of a command`)
    }
    if (this.#open.size === 0) this.#isOver = true
    return this.#isOver
  }

  /** The holder is gone, or the link to it. */
  lose(): void {
    this.#fail(new ConnectionLostError(this.#machine, this.#hasStarted))
  }

  abandon(): void {
    if (this.#isOver) return
    this.#send('abandon')
    this.#fail(new AbortedError('the command'))
  }

  #running(): Running {
    return {
      stdin: this.#stdin,
      stdout: this.#stdout,
      stderr: this.#stderr,
      exit: this.#exit.promise,
      abandon: () => this.abandon(),
    }
  }

  #write(chunk: Buffer, done: (error?: Error) => void): void {
    if (this.#isOver) return done(new Error('it takes no input any more'))
    for (let at = 0; at < chunk.length; at += pieceBytes) this.#send('stdin', chunk.subarray(at, at + pieceBytes))
    this.#untaken += chunk.length
    if (this.#untaken <= windowBytes) done()
    else this.#taken = done
  }

  #tookStdin(bytes: number): void {
    this.#untaken -= bytes
    if (this.#untaken > windowBytes) return
    const taken = this.#taken
    this.#taken = undefined
    taken?.()
  }

  #pass(stream: PassThrough, bytes: Buffer, took: FrameKind): void {
    // Called back when there is room again.
    stream.write(bytes, () => {
      if (!this.#isOver) this.#send(took, bytes.length)
    })
  }

  #end(document: Readonly<Record<string, unknown>>): void {
    if ('error' in document) return this.#fail(errorOfDocument(this.#machine, document['error'] as ErrorDocument))
    // What it printed may come after that.
    this.#open.delete('exit')
    this.#endInput()
    this.#exit.resolve(document as {code: number | null; signal: string | null})
  }

  #fail(error: Error): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#started.reject(error)
    this.#exit.reject(error)
    for (const stream of [this.#stdout, this.#stderr]) stream.destroy(error)
    this.#endInput()
  }

  /** Whoever still writes is told that nothing is taken. */
  #endInput(): void {
    this.#stdin.on('error', () => undefined)
    const taken = this.#taken
    this.#taken = undefined
    taken?.()
  }
}
