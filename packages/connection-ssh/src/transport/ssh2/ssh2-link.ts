import {once} from 'node:events'
import {PassThrough, pipeline, type Readable} from 'node:stream'
import {AbortedError, ConnectionLostError, GtError, messageOf} from '@gt-town/contract'
import {pause, within} from '@gt-town/waiting'
import type {Client, ClientChannel} from 'ssh2'
import type {Connected} from './ssh2-connect.js'
import type {Running} from '../transport.js'

/** What one sshd lets through at a time is ten (MaxSessions), and it frees a place later than we hear of its end. */
const mostChannels = 4
/** How long the other side may take to close the channel of a command that has ended, before it is asked whether more comes. */
const closingMs = 50
/** How long streams must have been silent after a command's end to count as held by something in the background. */
const drainMs = 250

/** A link that was silent for so long is asked whether it still stands before it is used, and has that long to answer. */
const [trustedMs, answerMs] = [5000, 1000]

/** One connection, and the commands on it. */
export class Ssh2Link {
  readonly #client: Client
  readonly #machine: string
  readonly #close: () => void
  readonly #sending = new Set<(reason: Error) => void>()
  /** called when the link is gone, before their channels say that they ended */
  readonly #running = new Set<() => void>()
  #open = 0
  #most = mostChannels
  #isUp = true
  #reason: unknown
  #heardAt = performance.now()

  constructor(machine: string, {client, close}: Connected) {
    this.#machine = machine
    this.#client = client
    this.#close = close
    client.on('error', (error) => (this.#reason = error))
    client.once('end', () => (this.#isUp = false))
    client.once('close', () => {
      this.#isUp = false
      for (const lose of this.#sending) lose(new Error('the connection ended'))
      for (const lose of this.#running) lose()
    })
  }

  get isUp(): boolean {
    return this.#isUp
  }

  /** Whether nothing runs on it but what is about to be started. */
  get isAlone(): boolean {
    return this.#open <= 1
  }

  /** Whether it stands, as far as anybody can tell; of one that does not, nobody gets a place any more. */
  async answers(): Promise<boolean> {
    if (!this.#isUp) return false
    if (performance.now() - this.#heardAt < trustedMs) return true
    const asked = this.#roundTrip().then(() => this.#isUp)
    if (await within(answerMs, asked, () => false)) return true
    this.#most = 0
    return false
  }

  /** Gives a place back that was reserved and not used. */
  giveBack(): void {
    this.#open--
    // What still runs on it may hear of its end by itself.
    if (this.#most === 0 && this.#open === 0) this.close()
  }

  /** Takes a place for one command, where there is one; `start` must follow, at once. */
  reserve(): boolean {
    if (!this.#isUp || this.#open >= this.#most) return false
    this.#open++
    return true
  }

  /**
   * Sends a command line, in the place that was reserved.
   * @param onEnd told when its place is free again
   * @returns undefined where the other side has no place for it: then nothing ran, and fewer are tried from now on
   * @throws ConnectionLostError, GtError `GT_SSH_REFUSED`
   */
  async start(commandLine: string, onEnd: () => void): Promise<Running | undefined> {
    const others = this.#open - 1
    const end = (): void => {
      this.#open--
      onEnd()
    }
    try {
      return await this.#exec(commandLine, (channel) => {
        this.#heardAt = performance.now()
        channel.once('close', end)
        return this.#take(channel)
      })
    } catch (error) {
      end()
      if (!this.#isUp || isGone(error))
        throw new ConnectionLostError(this.#machine, true, {cause: this.#reason ?? error})
      if (isOpenFailure(error)) {
        if (others > 0) this.#most = Math.min(this.#most, others)
        return undefined
      }
      throw new GtError('GT_SSH_REFUSED', `${this.#machine} refused to run a command: ${messageOf(error)}`, {
        hint: "see whether the account's shell is there and sshd lets it run commands",
        cause: error,
      })
    }
  }

  close(): void {
    this.#isUp = false
    this.#close()
  }

  /** @param take called in the very moment in which the channel stands: its end may be in the bytes that came with it */
  async #exec(commandLine: string, take: (channel: ClientChannel) => Running): Promise<Running> {
    return new Promise((resolve, reject) => {
      this.#sending.add(reject)
      this.#client.exec(commandLine, (error, channel) => {
        this.#sending.delete(reject)
        if (error) reject(error)
        else resolve(take(channel))
      })
    })
  }

  #take(channel: ClientChannel): Running {
    let end: End | undefined
    let isAbandoned = false
    const stdout = passOn(channel)
    const stderr = passOn(channel.stderr)
    const exit = new Promise<End>((resolve, reject) => {
      // When the link is cut, ssh2 ends the streams of its channels as if all had been said.
      const lose = (): void => {
        if (end && channel.readableEnded && channel.stderr.readableEnded) return resolve(end)
        const error = new ConnectionLostError(this.#machine, true, {cause: this.#reason})
        for (const stream of [stdout, stderr]) stream.destroy(error)
        reject(isAbandoned ? new AbortedError('the command') : error)
      }
      this.#running.add(lose)
      channel.once('exit', (code: number | null, signal?: string) => {
        const told = (end = signal === undefined ? {code, signal: null} : {code: null, signal})
        void this.#untilSilent(channel, [stdout, stderr]).then((isSilent) => {
          if (!isSilent) return
          for (const stream of [stdout, stderr]) stream.end()
          channel.close()
          resolve(told)
        })
      })
      channel.once('close', () => {
        this.#running.delete(lose)
        if (end) resolve(end)
        else lose()
      })
    })
    // Whoever does not wait for the end must not be ended by it.
    exit.catch(() => undefined)
    return {
      stdin: channel.stdin,
      stdout,
      stderr,
      exit,
      abandon: () => {
        isAbandoned = true
        channel.destroy()
      },
    }
  }

  /**
   * What a command printed may still be on its way when its end is told, and what it left in the background may hold the
   * channel for ever. Nothing of it is on its way any more when the other side answers and nothing came for a while.
   * @returns false when the channel has ended meanwhile, or the link
   */
  async #untilSilent(channel: ClientChannel, streams: readonly PassThrough[]): Promise<boolean> {
    let chunks = 0
    const state = {isOver: false}
    channel.once('close', () => (state.isOver = true))
    for (const stream of [channel, channel.stderr]) stream.on('data', () => (chunks += 1))
    // Nearly always the other side closes it by itself in this moment: nobody needs to ask.
    if (await within(closingMs, once(channel, 'close').then(Boolean), () => false)) return false
    for (;;) {
      const before = chunks
      await this.#roundTrip()
      await pause(drainMs)
      await this.#roundTrip()
      if (state.isOver || !this.#isUp) return false
      // A reader that is slow holds the stream; that is no silence.
      if (chunks === before && [channel, channel.stderr, ...streams].every(({readableLength}) => readableLength === 0))
        return true
    }
  }

  /** Resolves when the other side has answered, or the link is gone. */
  async #roundTrip(): Promise<void> {
    if (!this.#isUp) return
    await new Promise<void>((resolve) => {
      try {
        // There is nothing to end, which is what it answers.
        this.#client.unforwardIn('127.0.0.1', 1, () => {
          this.#heardAt = performance.now()
          resolve()
        })
      } catch {
        // It throws where the socket has just been closed; `close` comes next.
        this.#isUp = false
        resolve()
      }
    })
  }
}

type End = {code: number | null; signal: string | null}

/** A stream of our own, so that listening to what comes in does not take it away from whoever reads it later. */
function passOn(stream: Readable): PassThrough {
  const own = new PassThrough()
  // Whoever reads is told by an error where it ends too soon; that is also all that happens.
  pipeline(stream, own, () => undefined)
  own.on('error', () => undefined)
  return own
}

/** The socket has just been closed; `close` comes next. */
function isGone(error: unknown): boolean {
  return messageOf(error) === 'Not connected'
}

/** RFC 4254, 5.1: a channel that could not be opened has a reason with a number. */
function isOpenFailure(error: unknown): boolean {
  return error instanceof Error && 'reason' in error && typeof error.reason === 'number'
}
