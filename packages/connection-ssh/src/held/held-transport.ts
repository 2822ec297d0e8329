import {AbortedError, GtError} from '@gt-town/contract'
import {orAborted} from '@gt-town/waiting'
import {defaultConnectTimeoutMs} from '../transport/connect-deadline.js'
import type {SshTarget} from '../transport/target.js'
import type {Running, StartOptions, Transport} from '../transport/transport.js'
import {choosingMs, greetingMs, HolderClient} from './holder-client.js'
import {holderPlace, reachHolder} from './reach-holder.js'

/** How long a holder may take to come up. */
const startMs = 3000

/**
 * A link that a process of its own keeps when gt has ended, for the next gt. Where no such process can be had, the link is made
 * in this one.
 */
export class HeldTransport implements Transport {
  readonly machine: string
  readonly #target: SshTarget
  readonly #make: () => Transport
  readonly #closing = new AbortController()
  #client: HolderClient | undefined
  #reaching: Promise<HolderClient | undefined> | undefined
  #own: Transport | undefined

  /** @param make makes the link in this process */
  constructor(target: SshTarget, make: () => Transport) {
    this.machine = target.machine
    this.#target = target
    this.#make = make
  }

  get connectMs(): number | undefined {
    return (this.#own ?? this.#client)?.connectMs
  }

  isUp(): boolean {
    return this.#own?.isUp() ?? this.#client?.isUp ?? false
  }

  async tellsSignals(): Promise<boolean> {
    const client = await this.#reached()
    return client ? client.tellsSignals() : this.#ownTransport().tellsSignals()
  }

  async start(commandLine: string, options: StartOptions): Promise<Running> {
    const {signal} = options
    if (signal?.aborted || this.#closing.signal.aborted) throw this.#aborted(signal?.reason)
    const client = await orAborted(this.#reached(), signal, (cause) => this.#aborted(cause))
    if (!client) return this.#ownTransport().start(commandLine, options)
    return client.start(commandLine, options, this.#target.connectTimeoutMs)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#client?.close()
    await this.#own?.close()
  }

  #ownTransport(): Transport {
    return (this.#own ??= this.#make())
  }

  /** The holder, or another one where that is gone. */
  async #reached(): Promise<HolderClient | undefined> {
    if (this.#own) return undefined
    if (this.#client && !this.#client.isOpen) this.#reaching = undefined
    return (this.#reaching ??= this.#reach())
  }

  /** @throws GtError `GT_NOT_KEPT` where somebody has asked for it to be kept, and nobody does */
  async #reach(): Promise<HolderClient | undefined> {
    const client = await this.#chosen()
    const {hold, machine} = this.#target
    if (hold?.forMs === undefined || (client && (await client.keepFor(hold.forMs)))) return (this.#client = client)
    client?.close()
    throw new GtError(
      'GT_NOT_KEPT',
      `the connection to ${machine} cannot be kept: no process of gt that keeps it answers`,
      {
        hint: "see that $XDG_RUNTIME_DIR, else ~/.cache/gt/hold, is a folder that is yours alone; what a program in ssh's configuration decides about (Match exec) is never kept",
      },
    )
  }

  async #chosen(): Promise<HolderClient | undefined> {
    const {hold, machine, askPassphrase, askLogin} = this.#target
    if (hold === undefined) return undefined
    const place = holderPlace(hold.town, hold.program)
    const socket =
      place && (await reachHolder(place, {timeoutMs: this.#patience(startMs), signal: this.#closing.signal}))
    if (!socket) return undefined
    const client = new HolderClient(socket, {machine, askPassphrase, askLogin})
    if (
      this.#closing.signal.aborted ||
      !(await client.answers(this.#patience(greetingMs))) ||
      !(await client.choose(this.#target, this.#patience(choosingMs)))
    ) {
      client.close()
      return undefined
    }
    return client
  }

  /** Whoever gives a link more time than usual has it for a holder on a busy computer too. */
  #patience(usualMs: number): number {
    const {connectTimeoutMs = defaultConnectTimeoutMs} = this.#target
    return usualMs * Math.max(1, connectTimeoutMs / defaultConnectTimeoutMs)
  }

  #aborted(cause: unknown): AbortedError {
    return new AbortedError(`a command on ${this.machine}`, {cause})
  }
}
