import {absolutePath, BaseConnection, type ChangeRequest} from '@gt-town/connection'
import {
  AbortedError,
  isGtError,
  type ExecOptions,
  type ExecResult,
  type Health,
  type LockOptions,
  type Outcomes,
  type ProbeOptions,
  type ReadRequest,
} from '@gt-town/contract'
import {changing, readError} from '@gt-town/connection-local'
import {orAborted} from '@gt-town/waiting'
import {errorOf} from './agent/failure.js'
import {canExecuteDirectly, executeDirectly} from './agent/direct-execute.js'
import {probeByAgent, probeDirectly} from './agent/probe.js'
import type {AgentRequest, Answer, RemoteAgent} from './agent/remote-agent.js'
import {executeRemotely} from './agent/remote-execute.js'
import {agentChangeOf} from './agent/remote-change.js'
import {agentRequestOf, outcomeOf} from './agent/remote-read.js'
import {withRemoteLock} from './agent/remote-lock.js'
import {startAgent, type AgentTimeouts} from './agent/start-agent.js'
import type {Transport} from './transport/transport.js'

const defaultTimeouts: AgentTimeouts = {startMs: 30_000, pingMs: 4000, silenceMs: 12_000, remoteSilenceMs: 30_000}

/** How long nobody tries again to reach a machine that was lost and could not be reached: each step of a clean-up would wait for it. */
const restMs = 5000

/** Who runs more programs than this needs the agent, too. */
const mostDirect = 2

export interface SshConnectionOptions extends Partial<AgentTimeouts> {
  /** whether programs are run without the agent: the first ones, before it is needed, or all of them; default at first */
  readonly direct?: 'at-first' | 'always'
}

interface Started {
  readonly agent: RemoteAgent
  readonly connectMs: number
}

/**
 * Another machine, over any `Transport`. Its agent there, started at the first need over one channel, does everything; when
 * the link is lost, what was under way fails with `ConnectionLostError`, and the next call connects anew.
 */
export class SshConnection extends BaseConnection {
  override readonly machine: string
  readonly #transport: Transport
  readonly #timeouts: AgentTimeouts
  #starting: Promise<Started> | undefined
  #agent: RemoteAgent | undefined
  #unreachable: {readonly error: unknown; readonly at: number} | undefined
  #isHealthy = false
  readonly #isAlwaysDirect: boolean
  #directLeft = mostDirect

  constructor(transport: Transport, options: SshConnectionOptions = {}) {
    super()
    this.machine = transport.machine
    this.#transport = transport
    this.#timeouts = {...defaultTimeouts, ...options}
    this.#isAlwaysDirect = options.direct === 'always'
  }

  override async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    return this.#trackHealth(
      (await this.#goesDirectly(options))
        ? executeDirectly(this.#transport, argv, options, this.#timeouts)
        : executeRemotely(this.machine, async () => this.#connectedAgent(), argv, options),
    )
  }

  override async inspect<const Requests extends readonly ReadRequest[]>(
    requests: Requests,
  ): Promise<Outcomes<Requests>> {
    const reads = requests.map(agentRequestOf)
    const answers = await this.#ask(reads.filter((read) => 'op' in read))
    let next = 0
    return reads.map((read) => ('op' in read ? outcomeOf(read, answers[next++]) : read)) as Outcomes<Requests>
  }

  protected override async change(request: ChangeRequest): Promise<void> {
    const asked = agentChangeOf(request)
    const path = asked.op === 'rename' ? asked.to : asked.path
    const [answer] = await this.#ask([asked])
    if (!answer || !('failure' in answer)) return
    const error = errorOf(answer.failure)
    // Of chmod what is missing is the file itself, as for a read.
    if (asked.op === 'chmod') throw readError(error, path)
    await changing(path, async () => Promise.reject(error))
  }

  override async withLock<T>(
    path: string,
    body: (held: {signal: AbortSignal}) => Promise<T>,
    options: LockOptions = {},
  ): Promise<T> {
    return withRemoteLock(async () => this.#connectedAgent(), absolutePath(path), body, options)
  }

  override async probe(options: ProbeOptions = {}): Promise<Health> {
    const interrupted = (cause: unknown): AbortedError => new AbortedError(`asking ${this.machine}`, {cause})
    return this.#trackHealth(orAborted(this.#probe(options), options.signal, interrupted))
  }

  override isHealthy(): boolean {
    return this.#isHealthy && this.#isUp()
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent?.close()
    await this.#transport.close()
  }

  async #probe(options: ProbeOptions): Promise<Health> {
    if (!this.#agent || this.#agent.isLost) return probeDirectly(this.#transport, options, this.#timeouts.startMs)
    const connection = {
      connect: async () => this.#connect(),
      execute: async (argv: readonly string[], exec: ExecOptions) => this.execute(argv, exec),
    }
    return probeByAgent(connection, options)
  }

  /** Where nobody needs the agent yet, and may never do. */
  async #goesDirectly(options: ExecOptions): Promise<boolean> {
    const isLeft = this.#isAlwaysDirect || (!this.#starting && this.#directLeft > 0)
    if (!isLeft || !canExecuteDirectly(options)) return false
    this.#directLeft--
    return this.#transport.tellsSignals()
  }

  async #ask(requests: readonly AgentRequest[]): Promise<Answer[]> {
    if (requests.length === 0) return []
    return this.#trackHealth(this.#connectedAgent().then(async (agent) => agent.ask(requests)))
  }

  /** Any answer is a sign of health, bad news too; that none came is not. */
  async #trackHealth<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work
      this.#isHealthy = true
      return result
    } catch (error) {
      this.#isHealthy = this.#isUp() && !isGtError(error, 'GT_TIMEOUT')
      throw error
    }
  }

  async #connectedAgent(): Promise<RemoteAgent> {
    return (await this.#connect()).agent
  }

  #isUp(): boolean {
    return this.#agent ? !this.#agent.isLost : this.#transport.isUp()
  }

  /** The agent that runs, or a new one: one for all who ask at once. */
  async #connect(): Promise<Started> {
    const isAgain = this.#agent?.isLost ?? this.#unreachable !== undefined
    if (this.#agent?.isLost) this.#starting = undefined
    if (this.#unreachable && performance.now() - this.#unreachable.at < restMs) throw this.#unreachable.error
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined
      if (isAgain && isGtError(error) && error.code !== 'GT_ABORTED') this.#unreachable = {error, at: performance.now()}
      throw error
    })
    return this.#starting
  }

  async #start(): Promise<Started> {
    this.#agent = undefined
    const started = performance.now()
    const agent = await startAgent(this.#transport, this.#timeouts)
    this.#agent = agent
    this.#unreachable = undefined
    return {agent, connectMs: performance.now() - started}
  }
}
