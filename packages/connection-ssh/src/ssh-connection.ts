import {basename, dirname, join} from 'node:path'
import {randomBytes} from 'node:crypto'
import {
  absolutePath,
  isGtError,
  PathInvalidError,
  type Connection,
  type DirEntry,
  type ExecOptions,
  type ExecResult,
  type Health,
  type LockOptions,
  type ReadRequest,
  type ReadValue,
  type Outcome,
  type Outcomes,
  type ProbeOptions,
  type Stat,
  type WriteOptions,
} from '@gt-town/contract'
import {changing, readError} from '@gt-town/connection-local'
import {probeDirectly} from './direct-probe.js'
import type {FarEnd} from './agent/far-end.js'
import {executeThere} from './agent/remote-execute.js'
import {ask, foundOut, maxBytesOf, operationOf, valueOf, type Answer, type Operation} from './agent/remote-files.js'
import {withRemoteLock} from './agent/remote-lock.js'
import {probeThere} from './agent/remote-probe.js'
import {startRemoteEnd, type StartPatience} from './agent/start-remote-end.js'
import {unlessGivenUp} from './transport/given-up.js'
import type {Transport} from './transport/transport.js'

const patience: StartPatience = {startMs: 30_000, pingMs: 4000, silenceMs: 12_000, remoteSilenceMs: 30_000}

/**
 * Another machine, over any `Transport`. One program there, started at the first need over one channel, does everything;
 * when the link is lost, what was under way fails with `ConnectionLostError`, and the next call connects anew.
 */
export class SshConnection implements Connection {
  readonly machine: string
  readonly #transport: Transport
  readonly #patience: StartPatience
  #remote: Promise<{end: FarEnd; connectMs: number}> | undefined
  #end: FarEnd | undefined
  #isHealthy = false

  constructor(transport: Transport, waits: Partial<StartPatience> = {}) {
    this.machine = transport.machine
    this.#transport = transport
    this.#patience = {...patience, ...waits}
  }

  async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    return this.#noting(executeThere(this.machine, async () => this.#up(), argv, options))
  }

  async inspect<const Requests extends readonly ReadRequest[]>(looks: Requests): Promise<Outcomes<Requests>> {
    const refused = looks.map(refusalOf)
    const asked = looks.filter((_look, index) => refused[index] === undefined)
    const answers = await this.#ask(asked.map((look) => operationOf(look, absolutePath(look.path))))
    let next = 0
    return looks.map((look, index) => refused[index] ?? outcomeOf(look, answers[next++])) as Outcomes<Requests>
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

  async writeFile(path: string, data: string | Uint8Array, options: WriteOptions = {}): Promise<void> {
    const target = absolutePath(path)
    const temporary = `.${basename(target).slice(0, 50)}.gt-tmp-${randomBytes(6).toString('hex')}`
    const mode = options.mode === undefined ? '' : String(options.mode)
    const exclusive = options.exclusive ? '1' : ''
    await this.#change(target, ['write', target, join(dirname(target), temporary), mode, exclusive, data])
  }

  async appendFile(path: string, data: string | Uint8Array): Promise<void> {
    const target = absolutePath(path)
    await this.#change(target, ['append', target, data])
  }

  async mkdirAll(path: string): Promise<void> {
    const target = absolutePath(path)
    await this.#change(target, ['mkdirall', target])
  }

  async mkdir(path: string): Promise<void> {
    const target = absolutePath(path)
    await this.#change(target, ['mkdir', target])
  }

  async rename(from: string, to: string): Promise<void> {
    const [source, target] = [absolutePath(from), absolutePath(to)]
    await this.#change(target, ['rename', source, target])
  }

  async remove(path: string, options: {recursive?: boolean} = {}): Promise<void> {
    const target = absolutePath(path)
    await this.#change(target, ['remove', target, options.recursive ? '1' : ''])
  }

  async symlink(target: string, path: string): Promise<void> {
    if (target === '' || target.includes('\0')) throw new PathInvalidError(target)
    const place = absolutePath(path)
    await this.#change(place, ['symlink', target, place])
  }

  async chmod(path: string, mode: number): Promise<void> {
    const target = absolutePath(path)
    const [answer] = await this.#ask([['chmod', target, String(mode)]])
    if (answer && 'error' in answer) throw readError(answer.error, target)
  }

  async withLock<T>(
    path: string,
    body: (held: {signal: AbortSignal}) => Promise<T>,
    options: LockOptions = {},
  ): Promise<T> {
    return withRemoteLock(async () => this.#up(), absolutePath(path), body, options)
  }

  async probe(options: ProbeOptions = {}): Promise<Health> {
    return this.#noting(unlessGivenUp(`asking ${this.machine}`, options.signal, this.#probe(options)))
  }

  isHealthy(): boolean {
    return this.#isHealthy && this.#isUp()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end?.close()
    await this.#transport.close()
  }

  async #probe(options: ProbeOptions): Promise<Health> {
    if (!this.#end || this.#end.isLost) return probeDirectly(this.#transport, options, this.#patience.startMs)
    const probed = {
      machine: this.machine,
      connect: async () => this.#connect(),
      execute: async (argv: readonly string[], exec: ExecOptions) => this.execute(argv, exec),
    }
    return probeThere(probed, options)
  }

  async #one<L extends ReadRequest>(wanted: L): Promise<ReadValue<L>> {
    const [outcome] = (await this.inspect([wanted])) as [Outcome<ReadValue<L>>]
    if (outcome.ok) return outcome.value
    throw outcome.error
  }

  /** One change of `path`. */
  async #change(path: string, operation: Operation): Promise<void> {
    const [answer] = await this.#ask([operation])
    if (!answer || !('error' in answer)) return
    await changing(path, async () => Promise.reject(foundOut(answer) ?? answer.error))
  }

  async #ask(operations: readonly Operation[]): Promise<Answer[]> {
    return operations.length === 0 ? [] : this.#noting(this.#up().then(async (end) => ask(end, operations)))
  }

  /** Any answer is a sign of health, bad news too; that none came is not. */
  async #noting<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work
      this.#isHealthy = true
      return result
    } catch (error) {
      this.#isHealthy = this.#isUp() && !isGtError(error, 'GT_TIMEOUT')
      throw error
    }
  }

  async #up(): Promise<FarEnd> {
    return (await this.#connect()).end
  }

  #isUp(): boolean {
    return this.#end ? !this.#end.isLost : this.#transport.isUp()
  }

  /** The remote program that runs, or a new one: one for all who ask at once. */
  async #connect(): Promise<{end: FarEnd; connectMs: number}> {
    if (this.#end?.isLost) this.#remote = undefined
    this.#remote ??= this.#start().catch((error: unknown) => {
      this.#remote = undefined
      throw error
    })
    return this.#remote
  }

  async #start(): Promise<{end: FarEnd; connectMs: number}> {
    this.#end = undefined
    const started = performance.now()
    const end = await startRemoteEnd(this.#transport, this.#patience)
    this.#end = end
    return {end, connectMs: performance.now() - started}
  }
}

/** A path that cannot be used is not asked about. */
function refusalOf({path}: ReadRequest): Outcome<never> | undefined {
  try {
    absolutePath(path)
    return undefined
  } catch (error) {
    if (isGtError(error)) return {ok: false, error}
    throw error
  }
}

function outcomeOf<L extends ReadRequest>(look: L, answer: Answer | undefined): Outcome<ReadValue<L>> {
  const path = absolutePath(look.path)
  if (answer && 'value' in answer) return {ok: true, value: valueOf(look.op, answer.value) as ReadValue<L>}
  const error = answer ? (foundOut(answer, maxBytesOf(look)) ?? answer.error) : new Error('no answer')
  return {ok: false, error: readError(error, path)}
}
