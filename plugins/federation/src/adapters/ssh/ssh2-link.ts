import {PassThrough, pipeline, type Readable} from 'node:stream'
import {AbortedError, ConnectionLostError, GtError, messageOf} from '@gt-town/contract'
import type {Client, ClientChannel} from 'ssh2'
import type {Connected} from './ssh2-connect.js'
import type {Running} from './transport.js'

/** What one sshd lets through at a time is ten (MaxSessions), and it frees a place later than we hear of its end. */
const mostChannels = 4
/** How long streams may stay silent after a command's end before they count as held by something in the background. */
const drainMs = 250

/** One connection, and the commands on it. */
export class Ssh2Link {
  readonly #client: Client
  readonly #machine: string
  readonly #close: () => void
  readonly #sending = new Set<(reason: Error) => void>()
  #open = 0
  #most = mostChannels
  #isUp = true
  #reason: unknown

  constructor(machine: string, {client, close}: Connected) {
    this.#machine = machine
    this.#client = client
    this.#close = close
    client.on('error', (error) => (this.#reason = error))
    client.once('end', () => (this.#isUp = false))
    client.once('close', () => {
      this.#isUp = false
      for (const lose of this.#sending) lose(new Error('the connection ended'))
    })
  }

  get isUp(): boolean {
    return this.#isUp
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
        channel.once('close', end)
        return this.#running(channel)
      })
    } catch (error) {
      end()
      if (!this.#isUp) throw new ConnectionLostError(this.#machine, true, {cause: this.#reason ?? error})
      if (isOpenFailure(error)) {
        if (others > 0) this.#most = others
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

  #running(channel: ClientChannel): Running {
    let end: {code: number | null; signal: string | null} | undefined
    let isAbandoned = false
    const stdout = passOn(channel)
    const stderr = passOn(channel.stderr)
    const exit = new Promise<{code: number | null; signal: string | null}>((resolve, reject) => {
      channel.once('exit', (code: number | null, signal?: string) => {
        end = signal === undefined ? {code, signal: null} : {code: null, signal}
        const told = end
        whenSilent(channel, [stdout, stderr], () => resolve(told))
      })
      channel.once('close', () => {
        if (end) resolve(end)
        else if (isAbandoned) reject(new AbortedError('the command'))
        else reject(new ConnectionLostError(this.#machine, true, {cause: this.#reason}))
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
}

/** A stream of our own, so that listening to what comes in does not take it away from whoever reads it later. */
function passOn(stream: Readable): PassThrough {
  const own = new PassThrough()
  // Whoever reads is told by an error where it ends too soon; that is also all that happens.
  pipeline(stream, own, () => undefined)
  own.on('error', () => undefined)
  return own
}

/**
 * What a command printed may still be on its way when its end is told; and what it left in the background may hold the
 * channel for ever: then it is closed, as the pipes of a local command are.
 */
function whenSilent(channel: ClientChannel, streams: readonly PassThrough[], done: () => void): void {
  let heard = true
  for (const stream of [channel, channel.stderr]) stream.on('data', () => (heard = true))
  const timer = setInterval(() => {
    // A reader that is slow holds the stream; that is no silence.
    if (heard || channel.readableLength > 0 || streams.some(({readableLength}) => readableLength > 0)) {
      heard = false
      return
    }
    clearInterval(timer)
    for (const stream of streams) stream.end()
    channel.close()
    done()
  }, drainMs)
  channel.once('close', () => clearInterval(timer))
}

/** RFC 4254, 5.1: a channel that could not be opened has a reason with a number. */
function isOpenFailure(error: unknown): boolean {
  return error instanceof Error && 'reason' in error && typeof error.reason === 'number'
}
