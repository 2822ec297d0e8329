import type {
  Connection,
  DirEntry,
  ExecOptions,
  ExecResult,
  Health,
  LockOptions,
  ReadRequest,
  Outcomes,
  ProbeOptions,
  Stat,
  WriteOptions,
} from '@gt-town/contract'
import {fromWireError} from '../wire-error.js'
import type {Method, WireOutcome} from '../protocol.js'
import type {Attempt} from './attempt.js'
import type {CallClient} from './call-client.js'

/** The connection of one attempt: gt has the real one and does what it is asked, as long as the attempt lasts. */
export class ProxyConnection implements Connection {
  readonly machine: string
  readonly #calls: CallClient
  readonly #attempt: Attempt
  readonly #isShared: boolean

  /** @param isShared nothing is written through it: what several ask at the same time is asked once */
  constructor(machine: string, calls: CallClient, attempt: Attempt, isShared: boolean) {
    this.machine = machine
    this.#calls = calls
    this.#attempt = attempt
    this.#isShared = isShared
  }

  async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    const {signal, onStdout, onStderr, input, ...rest} = options
    const isSource = typeof input === 'object' && !(input instanceof Uint8Array)
    const plain = isSource || input === undefined ? rest : {...rest, input}
    const streams = {onStdout: onStdout !== undefined, onStderr: onStderr !== undefined, input: isSource}
    const listener = {onStdout, onStderr, ...(isSource && {source: input})}
    return (await this.#calls.ask(this.#attempt, 'execute', [argv, plain, streams], listener, signal)) as ExecResult
  }

  async inspect<const Requests extends readonly ReadRequest[]>(requests: Requests): Promise<Outcomes<Requests>> {
    const outcomes = (await this.#ask('inspect', requests)) as readonly WireOutcome<unknown>[]
    return outcomes.map((outcome) =>
      outcome.ok ? outcome : {ok: false, error: fromWireError(outcome.error)},
    ) as Outcomes<Requests>
  }

  async readFile(path: string, options?: {maxBytes?: number}): Promise<Buffer> {
    return (await this.#read('readFile', path, options)) as Buffer
  }

  async fileExists(path: string): Promise<boolean> {
    return (await this.#read('fileExists', path)) as boolean
  }

  async listDir(path: string): Promise<DirEntry[]> {
    return (await this.#read('listDir', path)) as DirEntry[]
  }

  async stat(path: string, options?: {follow?: boolean}): Promise<Stat> {
    return (await this.#read('stat', path, options)) as Stat
  }

  async realpath(path: string): Promise<string> {
    return (await this.#read('realpath', path)) as string
  }

  async writeFile(path: string, data: string | Uint8Array, options?: WriteOptions): Promise<void> {
    await this.#ask('writeFile', path, data, options)
  }

  async appendFile(path: string, data: string | Uint8Array): Promise<void> {
    await this.#ask('appendFile', path, data)
  }

  async mkdirAll(path: string): Promise<void> {
    await this.#ask('mkdirAll', path)
  }

  async mkdir(path: string): Promise<void> {
    await this.#ask('mkdir', path)
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#ask('rename', from, to)
  }

  async remove(path: string, options?: {recursive?: boolean}): Promise<void> {
    await this.#ask('remove', path, options)
  }

  async symlink(target: string, path: string): Promise<void> {
    await this.#ask('symlink', target, path)
  }

  async chmod(path: string, mode: number): Promise<void> {
    await this.#ask('chmod', path, mode)
  }

  async probe(options: ProbeOptions = {}): Promise<Health> {
    const {signal, ...plain} = options
    return (await this.#calls.ask(this.#attempt, 'probe', [plain], {}, signal)) as Health
  }

  isHealthy(): boolean {
    return this.#calls.isHealthy(this.machine)
  }

  /** The lock is held in gt, the body runs here. */
  async withLock<T>(
    path: string,
    body: (held: {signal: AbortSignal}) => Promise<T>,
    options: LockOptions = {},
  ): Promise<T> {
    const {signal, ...plain} = options
    const lost = new AbortController()
    const results: {value?: T; error?: unknown}[] = []
    const run = async (unlock: () => void): Promise<void> => {
      try {
        results.push({value: await body({signal: lost.signal})})
      } catch (error) {
        results.push({error})
      }
      unlock()
    }
    const listener = {onLocked: (unlock: () => void) => void run(unlock), onLost: () => lost.abort()}
    await this.#calls.ask(this.#attempt, 'withLock', [path, plain], listener, signal)
    const [result = {}] = results
    if ('error' in result) throw result.error
    return result.value as T
  }

  /** The connection is gt's, and stays open for others. */
  async [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve()
  }

  async #read(method: Method, path: string, options?: object): Promise<unknown> {
    return this.#isShared
      ? this.#calls.share(this.#attempt, method, path, options)
      : this.#calls.ask(this.#attempt, method, options === undefined ? [path] : [path, options])
  }

  async #ask(method: Method, ...args: unknown[]): Promise<unknown> {
    return this.#calls.ask(this.#attempt, method, args)
  }
}
