import {ConnectionLostError, InputOutputError, isGtError, messageOf, type GtError} from '@gt-town/contract'
import {deferred} from '@gt-town/waiting'
import pLimit from 'p-limit'
import type {Running, Transport} from '../../transport/transport.js'
import type {KeepaliveTimeouts} from '../keepalive.js'
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
import {beforeSending} from '../start-error.js'
import {answerAll} from './answer-all.js'
import {ControlShell} from './control-shell.js'
import type {ShellFacts} from './script.js'
import {ShellLock, type LockHost} from './shell-lock.js'
import {ShellProcess, type ProcessHost} from './shell-process.js'
import {Shell} from './shell.js'

/** Shells that start at once: each may be a connection of its own, of which sshd lets few log in at a time. */
const mostStarting = 4
/** Shells that read and write, so that a slow disk holds up neither programs nor each other. */
const mostAsked = 4
const closeMs = 3000

/** Something that is under way there. */
interface Task {
  lose(cause: GtError): void
}

/**
 * The agent where there is no perl: a control shell that tells that the link is up, and a shell on a channel of its own for
 * each program and each lock, and a few for requests. When one link is lost, all is.
 */
export class ShellAgent implements RemoteAgent, ProcessHost, LockHost {
  readonly machine: string
  readonly #transport: Transport
  readonly #startMs: number
  readonly #facts: ShellFacts
  readonly #control: ControlShell
  readonly #starting = pLimit(mostStarting)
  readonly #asking = pLimit(mostAsked)
  readonly #shells = new Set<Shell>()
  readonly #free: Shell[] = []
  readonly #tasks = new Set<Task>()
  #loss: GtError | undefined

  /** @param running the control shell, which has told its facts; nothing else was said since */
  constructor(
    transport: Transport,
    running: Running,
    facts: ShellFacts,
    timeouts: KeepaliveTimeouts & {readonly startMs: number},
  ) {
    this.machine = transport.machine
    this.#transport = transport
    this.#startMs = timeouts.startMs
    this.#facts = facts
    this.#control = new ControlShell(running, timeouts, (cause) => this.#lose(cause))
  }

  get isLost(): boolean {
    return this.#loss !== undefined
  }

  async ask(requests: readonly AgentRequest[]): Promise<Answer[]> {
    this.#refuseLost()
    const lost = deferred<never>()
    let wasSent = false
    const task: Task = {
      lose: (cause) => lost.reject(new ConnectionLostError(this.machine, wasSent, {cause})),
    }
    this.#tasks.add(task)
    const run = async (commands: readonly string[]): Promise<Buffer[]> =>
      this.#asking(async () => {
        const shell = this.#free.pop() ?? (await this.#startAsked())
        this.#refuseLost()
        wasSent = true
        const outputs = await shell.ask(commands)
        if (this.#shells.has(shell)) this.#free.push(shell)
        return outputs
      })
    try {
      return await Promise.race([answerAll(requests, run), lost.promise])
    } catch (error) {
      throw isGtError(error) ? error : new InputOutputError('a request', messageOf(error))
    } finally {
      this.#tasks.delete(task)
    }
  }

  run(request: RunRequest, output: OutputHandlers): RemoteProcess {
    this.#refuseLost()
    const process = new ShellProcess(this, request, output, () => this.#tasks.delete(process))
    this.#tasks.add(process)
    return process
  }

  lock(request: LockRequest): RemoteLock {
    this.#refuseLost()
    const lock = new ShellLock(this, request, () => this.#tasks.delete(lock))
    this.#tasks.add(lock)
    return lock
  }

  async clock(): Promise<number> {
    this.#refuseLost()
    return this.#control.clock()
  }

  async close(): Promise<void> {
    if (this.#loss) return
    this.#lose('it was closed')
    await this.#control.endedWithin(closeMs)
  }

  async start(): Promise<Shell> {
    return this.#startInTurn(`exec sh -s ${this.#facts.mark}`)
  }

  async startHolder(): Promise<Shell> {
    return this.#startInTurn('exec sh')
  }

  async endGroup(group: number): Promise<void> {
    return this.#control.endGroup(group)
  }

  endProcess(pid: number): void {
    this.#control.endProcess(pid)
  }

  async #startInTurn(commandLine: string): Promise<Shell> {
    const started = deferred<Shell>()
    void this.#starting(async () => {
      try {
        const shell = await this.#start(commandLine)
        started.resolve(shell)
        // Others may start when this one has logged in; how that went is told to whoever uses it.
        await shell.ready.catch(() => undefined)
      } catch (error) {
        started.reject(isGtError(error) ? error : new InputOutputError('a shell', messageOf(error), {cause: error}))
      }
    })
    return started.promise
  }

  /** One that stays, and so is watched. */
  async #startAsked(): Promise<Shell> {
    const shell = await this.start()
    shell.send(`gt_watch '' "$$" 0\n`)
    return shell
  }

  async #start(commandLine: string): Promise<Shell> {
    this.#refuseLost()
    let running: Running
    try {
      running = await this.#transport.start(commandLine, {long: true})
    } catch (error) {
      if (isGtError(error, 'GT_CONNECTION_LOST')) this.#lose(error)
      throw beforeSending(this.machine, error)
    }
    const shell = new Shell(this.machine, running, this.#facts, this.#startMs)
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
    this.#control.end(this.#loss, cause === 'it was closed')
    for (const task of [...this.#tasks]) task.lose(this.#loss)
    for (const shell of this.#shells) shell.abandon()
  }
}
