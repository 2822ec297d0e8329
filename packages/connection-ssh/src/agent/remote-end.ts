import {ConnectionLostError, type GtError} from '@gt-town/contract'
import {encodeFrame, FrameReader, type Frame} from './frame.js'
import type {FarEnd} from './far-end.js'
import {Pulse, type Patience} from './pulse.js'
import {RemoteStream, type Listener} from './remote-stream.js'
import type {Running} from '../transport/transport.js'

const pulseStream = 0
const clockStream = 1
/** It takes 2 s to end what refuses to. */
const farewellMs = 3000

/**
 * The remote program that is up, with many streams over its one channel. When the link is cut, or freezes, or the program
 * ends, all of them are lost.
 */
export class RemoteEnd implements FarEnd {
  readonly #machine: string
  readonly #running: Running
  readonly #frames = new FrameReader()
  readonly #streams = new Map<number, RemoteStream>()
  readonly #clock: {resolve: (seconds: number) => void; reject: (error: GtError) => void}[] = []
  readonly #pulse: Pulse
  #next = 2
  #loss: GtError | undefined
  #held = 0

  /** @param running the remote program, which has said that it is ready; `rest` is what it said since */
  constructor(machine: string, running: Running, rest: Buffer, patience: Patience) {
    this.#machine = machine
    this.#running = running
    this.#pulse = new Pulse(
      patience,
      () => {
        // What the other side said while nobody listened has yet to be read.
        if (this.#held > 0) this.#pulse.heard()
        this.#send(pulseStream, 'H', new Uint8Array())
      },
      (why) => this.#lose(why),
    )
    running.stdout.on('data', (chunk: Buffer) => this.#hear(chunk))
    running.exit.then(
      () => this.#lose('the remote program has ended'),
      (error: unknown) => this.#lose(error),
    )
    if (rest.length > 0) this.#hear(rest)
  }

  get isLost(): boolean {
    return this.#loss !== undefined
  }

  /** @throws ConnectionLostError: nothing was sent */
  open(listener: Listener): RemoteStream {
    if (this.#loss) throw new ConnectionLostError(this.#machine, false, {cause: this.#loss})
    const id = this.#next++
    const stream = new RemoteStream(
      listener,
      (type, body) => this.#send(id, type, body),
      () => this.#streams.delete(id),
    )
    this.#streams.set(id, stream)
    return stream
  }

  /** @returns the other clock: seconds since 1970 */
  async clock(): Promise<number> {
    if (this.#loss) throw new ConnectionLostError(this.#machine, false, {cause: this.#loss})
    return new Promise((resolve, reject) => {
      this.#clock.push({resolve, reject})
      this.#send(clockStream, 'H', new Uint8Array())
    })
  }

  /** Ends it, and everything it runs, politely: the remote program gets the time it needs for that. */
  async close(): Promise<void> {
    if (this.#loss) return
    this.#lose('it was closed')
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, farewellMs)))
    await Promise.race([late, this.#running.exit.catch(() => undefined)])
    clearTimeout(timer)
    this.#running.abandon()
  }

  #send(stream: number, type: string, body: Uint8Array): void {
    if (!this.#loss) this.#running.stdin.write(encodeFrame(stream, type, body))
  }

  #hear(chunk: Buffer): void {
    this.#pulse.heard()
    for (const frame of this.#frames.take(chunk)) this.#pass(frame)
  }

  #pass({stream, type, body}: Frame): void {
    if (type === 'H' && stream === clockStream) this.#clock.shift()?.resolve(Number(body.toString()))
    else if (type === 'W') this.#streams.get(stream)?.grant(body.readUInt32BE(0))
    else {
      const held = this.#streams.get(stream)?.listener.frame(type, body)
      if (held) void this.#hold(held)
    }
  }

  /** Reads nothing meanwhile, so that the other side waits too. */
  async #hold(until: Promise<unknown>): Promise<void> {
    if (this.#held++ === 0) this.#running.stdout.pause()
    await until
    this.#pulse.heard()
    if (--this.#held === 0) this.#running.stdout.resume()
  }

  #lose(cause: unknown): void {
    if (this.#loss) return
    this.#loss = new ConnectionLostError(this.#machine, true, {cause})
    this.#pulse.end()
    this.#running.stdin.end()
    if (cause !== 'it was closed') this.#running.abandon()
    for (const {reject} of this.#clock.splice(0)) reject(this.#loss)
    for (const stream of [...this.#streams.values()]) {
      stream.close()
      stream.listener.lost(this.#loss)
    }
  }
}
