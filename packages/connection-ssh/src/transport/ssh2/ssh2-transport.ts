import {AbortedError, GtError, isGtError, messageOf, type Connection} from '@gt-town/contract'
import {deferred, orAborted, pause, within} from '@gt-town/waiting'
import {connectSsh2} from './ssh2-connect.js'
import {Ssh2Link} from './ssh2-link.js'
import type {SshTarget} from '../target.js'
import type {Running, StartOptions, Transport} from '../transport.js'

/** Longest wait for a place on a machine that has none. */
const roomMs = 30_000
/** A link on which nothing of ours runs has a place, or never has one; sshd frees them a little late. */
const aloneMs = 2000
/** Short commands that wait longer than this get one more connection. */
const newLinkMs = 1000
/** Of short commands; those that run long have as many as they need. */
const mostShortLinks = 3

/** SSH by the library ssh2: one connection for all short commands, more only where they are needed. */
export class Ssh2Transport implements Transport {
  readonly machine: string
  readonly #here: Connection
  readonly #target: SshTarget
  readonly #closing = new AbortController()
  readonly #short = new Set<Ssh2Link>()
  readonly #long = new Set<Ssh2Link>()
  readonly #waiting = new Set<() => void>()
  #connecting: Record<'short' | 'long', Promise<Ssh2Link> | undefined> = {short: undefined, long: undefined}
  #connectMs: number | undefined
  /** of the next link */
  #connectTimeoutMs: number | undefined

  /** @param here this machine, where keys and known hosts lie */
  constructor(here: Connection, target: SshTarget) {
    this.#here = here
    this.#target = target
    this.machine = target.machine
  }

  get connectMs(): number | undefined {
    return this.#connectMs
  }

  isUp(): boolean {
    return [...this.#short, ...this.#long].some((link) => link.isUp)
  }

  async tellsSignals(): Promise<boolean> {
    return Promise.resolve(true)
  }

  async start(commandLine: string, {signal, long = false, connectTimeoutMs}: StartOptions = {}): Promise<Running> {
    this.#connectTimeoutMs = connectTimeoutMs ?? this.#target.connectTimeoutMs
    let deadline = performance.now() + roomMs
    let aloneSince: number | undefined
    for (let attempt = 0; ;) {
      if (signal?.aborted || this.#closing.signal.aborted) throw this.#aborted(signal)
      const link = await this.#linkFor(long ? 'long' : 'short', signal)
      if (!link) {
        // Ours are in use, which may take as long as it takes.
        deadline = performance.now() + roomMs
        continue
      }
      if (!(await link.answers())) {
        link.giveBack()
        this.#short.delete(link)
        this.#long.delete(link)
        continue
      }
      const isAlone = link.isAlone
      const running = await link.start(commandLine, () => this.#wake())
      if (running) return running
      aloneSince = isAlone ? (aloneSince ?? performance.now()) : undefined
      if (aloneSince !== undefined && performance.now() - aloneSince > aloneMs) {
        throw new GtError('GT_SSH_REFUSED', `${this.machine}: its sshd lets nobody run a command`, {
          hint: 'see MaxSessions in its sshd_config, which must be 1 at least',
        })
      }
      if (performance.now() > deadline) {
        throw new GtError('GT_MACHINE_BUSY', `${this.machine} had no place for a command for ${roomMs / 1000} s`, {
          hint: 'see what runs there, or raise MaxSessions in its sshd_config',
        })
      }
      // sshd frees places a little late.
      const stop = AbortSignal.any([this.#closing.signal, ...(signal ? [signal] : [])])
      await pause(Math.min(200, 5 * 2 ** attempt++), stop)
    }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    for (const link of [...this.#short, ...this.#long]) link.close()
    this.#wake()
    return Promise.resolve()
  }

  /** A link in which a place is reserved; undefined when there was none just now, to be asked again. */
  async #linkFor(kind: 'short' | 'long', signal: AbortSignal | undefined): Promise<Ssh2Link | undefined> {
    const links = kind === 'short' ? this.#short : this.#long
    for (const link of links) {
      if (link.reserve()) return link
      if (!link.isUp) links.delete(link)
    }
    const isEnough = kind === 'short' && links.size > 0
    if (isEnough && (links.size >= mostShortLinks || (await this.#woken(newLinkMs, signal)))) {
      if (links.size >= mostShortLinks) await this.#woken(newLinkMs, signal)
      return undefined
    }
    await this.#connect(kind, signal)
    return undefined
  }

  /** Whoever needs a link while one is being made shares it. */
  async #connect(kind: 'short' | 'long', signal: AbortSignal | undefined): Promise<Ssh2Link> {
    const connecting = (this.#connecting[kind] ??= this.#open(kind).finally(() => (this.#connecting[kind] = undefined)))
    return orAborted(connecting, signal, () => this.#aborted(signal))
  }

  async #open(kind: 'short' | 'long'): Promise<Ssh2Link> {
    try {
      const target = {...this.#target, connectTimeoutMs: this.#connectTimeoutMs}
      const connected = await connectSsh2(this.#here, target, this.#closing.signal)
      this.#connectMs = connected.connectMs
      const link = new Ssh2Link(this.machine, connected)
      ;(kind === 'short' ? this.#short : this.#long).add(link)
      connected.client.once('close', () => {
        this.#short.delete(link)
        this.#long.delete(link)
        this.#wake()
      })
      if (this.#closing.signal.aborted) link.close()
      return link
    } catch (error) {
      if (this.#closing.signal.aborted) throw this.#aborted(undefined)
      throw isGtError(error) ? error : new GtError('GT_INTERNAL', messageOf(error), {cause: error})
    }
  }

  #aborted(signal: AbortSignal | undefined): AbortedError {
    return new AbortedError(this.#title, {cause: signal?.reason})
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
  }

  /** @returns whether a place became free within that time, or the signal fired, which is noticed by whoever comes next */
  async #woken(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
    const woken = deferred<boolean>()
    const wake = (): void => woken.resolve(true)
    this.#waiting.add(wake)
    signal?.addEventListener('abort', wake, {once: true})
    try {
      return await within(ms, woken.promise, () => false)
    } finally {
      this.#waiting.delete(wake)
      signal?.removeEventListener('abort', wake)
    }
  }

  get #title(): string {
    return `a command on ${this.machine}`
  }
}
