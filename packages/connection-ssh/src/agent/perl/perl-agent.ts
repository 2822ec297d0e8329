import {ConnectionLostError, InputOutputError, type GtError} from '@gt-town/contract'
import {deferred, within, type Deferred} from '@gt-town/waiting'
import {Keepalive, type KeepaliveTimeouts} from '../keepalive.js'
import type {
  AgentRequest,
  Answer,
  LockRequest,
  OutputHandlers,
  RemoteAgent,
  RemoteLock,
  RemoteProcess,
  RunRequest,
} from '../remote-agent.js'
import type {Running} from '../../transport/transport.js'
import {decodeTexts, encodeFrame, FrameReader, type Frame} from './frame.js'
import {PerlLock} from './perl-lock.js'
import {PerlProcess} from './perl-process.js'
import {PerlStream, type StreamListener} from './perl-stream.js'
import {decodeAnswers, encodeRequests} from './requests.js'

const keepaliveStream = 0
const clockStream = 1
/** It takes 2 s to end what refuses to. */
const closeMs = 3000

/**
 * The perl program that is up, with many streams over its one channel. When the link is cut, or freezes, or the program
 * ends, all of them are lost.
 */
export class PerlAgent implements RemoteAgent {
  readonly #machine: string
  readonly #running: Running
  readonly #frames = new FrameReader()
  readonly #streams = new Map<number, PerlStream>()
  readonly #clock: Deferred<number>[] = []
  readonly #keepalive: Keepalive
  #next = 2
  #loss: GtError | undefined
  #held = 0

  /** @param running the perl program, which has said that it is ready; `rest` is what it said since */
  constructor(machine: string, running: Running, rest: Buffer, timeouts: KeepaliveTimeouts) {
    this.#machine = machine
    this.#running = running
    this.#keepalive = new Keepalive(
      timeouts,
      () => {
        // What the other side said while nobody read it has yet to be read.
        if (this.#held > 0) this.#keepalive.heard()
        this.#send(keepaliveStream, 'H', new Uint8Array())
      },
      (why) => this.#lose(why),
    )
    running.stdout.on('data', (chunk: Buffer) => this.#receive(chunk))
    running.exit.then(
      () => this.#lose('the remote agent has ended'),
      (error: unknown) => this.#lose(error),
    )
    if (rest.length > 0) this.#receive(rest)
  }

  get isLost(): boolean {
    return this.#loss !== undefined
  }

  async ask(requests: readonly AgentRequest[]): Promise<Answer[]> {
    const answer = deferred<Buffer>()
    const parts: Buffer[] = []
    const stream = this.#open({
      frame: (type, body) => {
        if (type === 'F') answer.reject(new InputOutputError('the remote agent', decodeTexts(body).at(-1) ?? ''))
        else parts.push(body)
        if (type === 'R') return undefined
        stream.close()
        answer.resolve(Buffer.concat(parts))
        return undefined
      },
      lost: answer.reject,
    })
    // It returns early when the stream is over, and then one of the two above was called.
    void stream.write('Q', encodeRequests(requests), 'q')
    return decodeAnswers(requests, await answer.promise)
  }

  run(request: RunRequest, output: OutputHandlers): RemoteProcess {
    return new PerlProcess((listener) => this.#open(listener), request, output)
  }

  lock(request: LockRequest): RemoteLock {
    return new PerlLock((listener) => this.#open(listener), request)
  }

  async clock(): Promise<number> {
    this.#refuseLost()
    const seconds = deferred<number>()
    this.#clock.push(seconds)
    this.#send(clockStream, 'H', new Uint8Array())
    return seconds.promise
  }

  /** The perl program gets the time it needs to end what it runs. */
  async close(): Promise<void> {
    if (this.#loss) return
    this.#lose('it was closed')
    const ended = this.#running.exit.then(
      () => undefined,
      () => undefined,
    )
    await within(closeMs, ended, () => undefined)
    this.#running.abandon()
  }

  #refuseLost(): void {
    if (this.#loss) throw new ConnectionLostError(this.#machine, false, {cause: this.#loss})
  }

  #open(listener: StreamListener): PerlStream {
    this.#refuseLost()
    const id = this.#next++
    const stream = new PerlStream(
      listener,
      (type, body) => this.#send(id, type, body),
      () => this.#streams.delete(id),
    )
    this.#streams.set(id, stream)
    return stream
  }

  #send(stream: number, type: string, body: Uint8Array): void {
    if (!this.#loss) this.#running.stdin.write(encodeFrame(stream, type, body))
  }

  #receive(chunk: Buffer): void {
    this.#keepalive.heard()
    for (const frame of this.#frames.take(chunk)) this.#pass(frame)
  }

  #pass({stream, type, body}: Frame): void {
    if (type === 'H' && stream === clockStream) this.#clock.shift()?.resolve(Number(body.toString()))
    else if (type === 'W') this.#streams.get(stream)?.extendWindow(body.readUInt32BE(0))
    else {
      const held = this.#streams.get(stream)?.listener.frame(type, body)
      if (held) void this.#hold(held)
    }
  }

  /** Reads nothing meanwhile, so that the other side waits too. */
  async #hold(until: Promise<unknown>): Promise<void> {
    if (this.#held++ === 0) this.#running.stdout.pause()
    await until
    this.#keepalive.heard()
    if (--this.#held === 0) this.#running.stdout.resume()
  }

  #lose(cause: unknown): void {
    if (this.#loss) return
    this.#loss = new ConnectionLostError(this.#machine, true, {cause})
    this.#keepalive.end()
    this.#running.stdin.end()
    if (cause !== 'it was closed') this.#running.abandon()
    for (const {reject} of this.#clock.splice(0)) reject(this.#loss)
    for (const stream of [...this.#streams.values()]) {
      stream.close()
      stream.listener.lost(this.#loss)
    }
  }
}
