import {randomBytes} from 'node:crypto'
import {absolutePath, temporaryBytes, temporaryPath} from '@gt-town/connection'
import {
  AbortedError,
  isGtError,
  PathInvalidError,
  type Connection,
  type DirEntry,
  type ExecOptions,
  type ExecResult,
  type Health,
  type LockOptions,
  type Outcome,
  type Outcomes,
  type ProbeOptions,
  type ReadRequest,
  type ReadValue,
  type Stat,
  type WriteOptions,
} from '@gt-town/contract'
import {changing, readError} from '@gt-town/connection-local'
import {orAborted} from '@gt-town/waiting'
import {errorOf} from './agent/failure.js'
import {probeByAgent, probeDirectly} from './agent/probe.js'
import type {AgentRequest, Answer, AgentChangeRequest, RemoteAgent} from './agent/remote-agent.js'
import {executeRemotely} from './agent/remote-execute.js'
import {agentRequestOf, outcomeOf} from './agent/remote-read.js'
import {withRemoteLock} from './agent/remote-lock.js'
import {startAgent, type AgentTimeouts} from './agent/start-agent.js'
import type {Transport} from './transport/transport.js'

const defaultTimeouts: AgentTimeouts = {startMs: 30_000, pingMs: 4000, silenceMs: 12_000, remoteSilenceMs: 30_000}

interface Started {
  readonly agent: RemoteAgent
  readonly connectMs: number
}

/**
 * Another machine, over any `Transport`. Its agent there, started at the first need over one channel, does everything; when
 * the link is lost, what was under way fails with `ConnectionLostError`, and the next call connects anew.
 */
export class SshConnection implements Connection {
  readonly machine: string
  readonly #transport: Transport
  readonly #timeouts: AgentTimeouts
  #starting: Promise<Started> | undefined
  #agent: RemoteAgent | undefined
  #isHealthy = false

  constructor(transport: Transport, timeouts: Partial<AgentTimeouts> = {}) {
    this.machine = transport.machine
    this.#transport = transport
    this.#timeouts = {...defaultTimeouts, ...timeouts}
  }

  async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    return this.#trackHealth(executeRemotely(this.machine, async () => this.#connectedAgent(), argv, options))
  }

  async inspect<const Requests extends readonly ReadRequest[]>(requests: Requests): Promise<Outcomes<Requests>> {
    const reads = requests.map(agentRequestOf)
    const answers = await this.#ask(reads.filter((read) => 'op' in read))
    let next = 0
    return reads.map((read) => ('op' in read ? outcomeOf(read, answers[next++]) : read)) as Outcomes<Requests>
  }

  async readFile(path: string, options: {maxBytes?: number} = {}): Promise<Buffer> {
    return this.#one({op: 'read', path, ...options})
  }

  async fileExists(path: string): Promise<boolean> {
    const [outcome] = await this.inspect([{op: 'stat', path}])
    if (!outcome.ok && outcome.error.code !== 'GT_NOT_FOUND') throw outcome.error
    return outcome.ok
  }

  async listDir(path: string): Promise<DirEntry[]> {
    return this.#one({op: 'list', path})
  }

  async stat(path: string, options: {follow?: boolean} = {}): Promise<Stat> {
    return this.#one({op: 'stat', path, ...options})
  }

  async realpath(path: string): Promise<string> {
    return this.#one({op: 'realpath', path})
  }

  async writeFile(
    path: string,
    data: string | Uint8Array,
    {mode, exclusive = false}: WriteOptions = {},
  ): Promise<void> {
    const target = absolutePath(path)
    const temporary = temporaryPath(target, randomBytes(temporaryBytes))
    await this.#change(target, {op: 'write', path: target, temporary, mode, exclusive, data})
  }

  async appendFile(path: string, data: string | Uint8Array): Promise<void> {
    const target = absolutePath(path)
    await this.#change(target, {op: 'append', path: target, data})
  }

  async mkdirAll(path: string): Promise<void> {
    const target = absolutePath(path)
    await this.#change(target, {op: 'mkdirAll', path: target})
  }

  async mkdir(path: string): Promise<void> {
    const target = absolutePath(path)
    await this.#change(target, {op: 'mkdir', path: target})
  }

  async rename(from: string, to: string): Promise<void> {
    const [source, target] = [absolutePath(from), absolutePath(to)]
    await this.#change(target, {op: 'rename', from: source, to: target})
  }

  async remove(path: string, {recursive = false}: {recursive?: boolean} = {}): Promise<void> {
    const target = absolutePath(path)
    await this.#change(target, {op: 'remove', path: target, recursive})
  }

  async symlink(target: string, path: string): Promise<void> {
    if (target === '' || target.includes('\0')) throw new PathInvalidError(target)
    const place = absolutePath(path)
    await this.#change(place, {op: 'symlink', target, path: place})
  }

  async chmod(path: string, mode: number): Promise<void> {
    const target = absolutePath(path)
    const [answer] = await this.#ask([{op: 'chmod', path: target, mode}])
    if (answer && 'failure' in answer) throw readError(errorOf(answer.failure), target)
  }

  async withLock<T>(
    path: string,
    body: (held: {signal: AbortSignal}) => Promise<T>,
    options: LockOptions = {},
  ): Promise<T> {
    return withRemoteLock(async () => this.#connectedAgent(), absolutePath(path), body, options)
  }

  async probe(options: ProbeOptions = {}): Promise<Health> {
    const interrupted = (cause: unknown): AbortedError => new AbortedError(`asking ${this.machine}`, {cause})
    return this.#trackHealth(orAborted(this.#probe(options), options.signal, interrupted))
  }

  isHealthy(): boolean {
    return this.#isHealthy && this.#isUp()
  }

  async [Symbol.asyncDispose](): Promise<void> {
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

  async #one<R extends ReadRequest>(request: R): Promise<ReadValue<R>> {
    const [outcome] = (await this.inspect([request])) as [Outcome<ReadValue<R>>]
    if (outcome.ok) return outcome.value
    throw outcome.error
  }

  /** One change of `path`. */
  async #change(path: string, request: AgentChangeRequest): Promise<void> {
    const [answer] = await this.#ask([request])
    if (!answer || !('failure' in answer)) return
    await changing(path, async () => Promise.reject(errorOf(answer.failure)))
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
    if (this.#agent?.isLost) this.#starting = undefined
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined
      throw error
    })
    return this.#starting
  }

  async #start(): Promise<Started> {
    this.#agent = undefined
    const started = performance.now()
    const agent = await startAgent(this.#transport, this.#timeouts)
    this.#agent = agent
    return {agent, connectMs: performance.now() - started}
  }
}
