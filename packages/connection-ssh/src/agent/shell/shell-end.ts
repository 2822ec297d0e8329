import {ConnectionLostError, InputOutputError, isGtError, messageOf, type GtError} from '@gt-town/contract'
import type {FarEnd, FarStream} from '../far-end.js'
import type {Patience} from '../pulse.js'
import type {Listener} from '../remote-stream.js'
import pLimit from 'p-limit'
import {nothingRan} from '../start-error.js'
import type {Running, Transport} from '../../transport/transport.js'
import {askShell} from './ask-shell.js'
import type {Host} from './conversation.js'
import type {Place} from './script.js'
import {ShellPulse} from './shell-pulse.js'
import {ShellStream} from './shell-stream.js'
import {Shell} from './shell.js'

/** Shells that start at once: each may be a connection of its own, of which sshd lets few log in at a time. */
const mostStarting = 4
/** Shells that look and write, so that a slow disk holds up neither programs nor each other. */
const mostAsked = 4
const farewellMs = 3000

/**
 * The other side where there is no perl: a shell whose pulse tells that the link is up, and a shell on a channel of its own
 * for each program and each lock, and a few for looks and changes. When one link is lost, all is.
 */
export class ShellEnd implements FarEnd, Host {
  readonly machine: string
  readonly #transport: Transport
  readonly #startMs: number
  readonly #place: Place
  readonly #pulse: ShellPulse
  readonly #starting = pLimit(mostStarting)
  readonly #asking = pLimit(mostAsked)
  readonly #shells = new Set<Shell>()
  readonly #free: Shell[] = []
  readonly #streams = new Set<ShellStream>()
  #loss: GtError | undefined

  /** @param running the shell of the pulse, which has told its place; nothing else was said since */
  constructor(transport: Transport, running: Running, place: Place, patience: Patience & {startMs: number}) {
    this.machine = transport.machine
    this.#transport = transport
    this.#startMs = patience.startMs
    this.#place = place
    this.#pulse = new ShellPulse(running, patience, (cause) => this.#lose(cause))
  }

  get isLost(): boolean {
    return this.#loss !== undefined
  }

  open(listener: Listener): FarStream {
    this.#refuseLost()
    const stream = new ShellStream(this, listener, () => this.#streams.delete(stream))
    this.#streams.add(stream)
    return stream
  }

  async clock(): Promise<number> {
    this.#refuseLost()
    return this.#pulse.clock()
  }

  async close(): Promise<void> {
    if (this.#loss) return
    this.#lose('it was closed')
    await this.#pulse.endedWithin(farewellMs)
  }

  async start(): Promise<Shell> {
    return this.#startInTurn(`exec sh -s ${this.#place.mark}`)
  }

  async startHolder(): Promise<Shell> {
    return this.#startInTurn('exec sh')
  }

  async #startInTurn(commandLine: string): Promise<Shell> {
    return new Promise((resolve, reject) => {
      void this.#starting(async () => {
        try {
          const shell = await this.#start(commandLine)
          resolve(shell)
          // Others may start when this one has logged in; how that went is told to whoever uses it.
          await shell.ready.catch(() => undefined)
        } catch (error) {
          reject(isGtError(error) ? error : new InputOutputError('a shell', messageOf(error), {cause: error}))
        }
      })
    })
  }

  async ask(commands: readonly string[], sent: () => void): Promise<Buffer[]> {
    return this.#asking(async () => {
      const shell = this.#free.pop() ?? (await this.#startAsked())
      this.#refuseLost()
      sent()
      const answers = await askShell(shell, commands)
      if (this.#shells.has(shell)) this.#free.push(shell)
      return answers
    })
  }

  async endGroup(group: number): Promise<void> {
    return this.#pulse.endGroup(group)
  }

  endProcess(pid: number): void {
    this.#pulse.endProcess(pid)
  }

  /** One that stays, and so is watched. */
  async #startAsked(): Promise<Shell> {
    const shell = await this.start()
    shell.say(`gt_watch '' "$$" 0\n`)
    return shell
  }

  async #start(commandLine: string): Promise<Shell> {
    this.#refuseLost()
    let running: Running
    try {
      running = await this.#transport.start(commandLine, {long: true})
    } catch (error) {
      if (isGtError(error, 'GT_CONNECTION_LOST')) this.#lose(error)
      throw nothingRan(this.machine, error)
    }
    const shell = new Shell(this.machine, running, this.#place, this.#startMs)
    this.#shells.add(shell)
    shell.ended.then(
      () => this.#forget(shell),
      (error: unknown) => {
        this.#forget(shell)
        if (isGtError(error, 'GT_CONNECTION_LOST')) this.#lose(error)
      },
    )
    if (this.#loss) shell.abandon()
    return shell
  }

  #forget(shell: Shell): void {
    this.#shells.delete(shell)
    const at = this.#free.indexOf(shell)
    if (at >= 0) this.#free.splice(at, 1)
  }

  #refuseLost(): void {
    if (this.#loss) throw new ConnectionLostError(this.machine, false, {cause: this.#loss})
  }

  #lose(cause: unknown): void {
    if (this.#loss) return
    this.#loss = new ConnectionLostError(this.machine, true, {cause})
    this.#pulse.end(this.#loss, cause === 'it was closed')
    for (const stream of [...this.#streams]) stream.lose(this.#loss)
    for (const shell of this.#shells) shell.abandon()
  }
}
