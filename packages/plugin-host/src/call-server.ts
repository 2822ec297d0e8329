import {
  GtError,
  type Connection,
  type ExecOptions,
  type LockOptions,
  type ReadRequest,
  type ProbeOptions,
} from '@gt-town/contract'
import {deferred} from '@gt-town/waiting'
import type {FromWorker, ToWorker} from './protocol.js'
import {toWireError, toWireOutcome} from './wire-error.js'

type Call = FromWorker & {t: 'call'}
type Streams = Readonly<Record<'onStdout' | 'onStderr' | 'input', boolean>>

/** What may have to be ended before it ends by itself. */
interface OpenCall {
  readonly attempt: number
  readonly controller: AbortController
  /** chunks of output that its listener is not done with yet, first one first */
  readonly untaken: (() => void)[]
  unlock?: () => void
  /** a chunk of input that was asked for has come; undefined at the end */
  fed?: ((chunk: Uint8Array | undefined) => void) | undefined
}

/** Does what the attempts in one worker ask of their connections. */
export class CallServer {
  readonly #open = new Map<number, OpenCall>()
  /** of each machine's connection, what the worker was told last */
  readonly #told = new Map<string, boolean>()
  readonly #post: (message: ToWorker) => void

  constructor(post: (message: ToWorker) => void) {
    this.#post = post
  }

  /** @param connection of the attempt; none when it has ended */
  serve(call: Call, connection: Connection | undefined): void {
    void toWireOutcome(this.#do(call, connection)).then((outcome) => {
      this.#open.delete(call.call)
      if (connection) this.tellHealth(connection)
      this.#post({t: 'answer', call: call.call, outcome})
    })
  }

  /** Where it is news to the worker: it cannot ask, since who wants to know cannot wait. */
  tellHealth(connection: Connection): void {
    const {machine} = connection
    const isHealthy = connection.isHealthy()
    if (this.#told.get(machine) === isHealthy) return
    this.#told.set(machine, isHealthy)
    this.#post({t: 'health', machine, isHealthy})
  }

  abort(call: number): void {
    this.#open.get(call)?.controller.abort()
  }

  unlock(call: number): void {
    this.#open.get(call)?.unlock?.()
  }

  took(call: number): void {
    this.#open.get(call)?.untaken.shift()?.()
  }

  feed(call: number, chunk: Uint8Array | undefined): void {
    this.#open.get(call)?.fed?.(chunk)
  }

  /** Ends what an attempt has going, once nobody waits for it any more; of all attempts, where none is named. */
  end(attempt?: number): void {
    for (const open of this.#open.values()) {
      if (attempt !== undefined && open.attempt !== attempt) continue
      open.controller.abort()
      open.unlock?.()
    }
  }

  async #do({attempt, call, method, args}: Call, connection: Connection | undefined): Promise<unknown> {
    if (!connection) throw new GtError('GT_CHECK_OVER', 'the check has ended: nothing more is done for it')
    if (method === 'execute' || method === 'withLock' || method === 'probe') {
      const open: OpenCall = {attempt, controller: new AbortController(), untaken: []}
      this.#open.set(call, open)
      if (method === 'execute') return this.#execute(call, connection, args, open)
      if (method === 'withLock') return this.#lock(call, connection, args, open)
      return connection.probe({...(args[0] as ProbeOptions), signal: open.controller.signal})
    }
    if (method === 'inspect') {
      const outcomes = await connection.inspect(args[0] as readonly ReadRequest[])
      return outcomes.map((outcome) => (outcome.ok ? outcome : {ok: false, error: toWireError(outcome.error)}))
    }
    const asked: unknown = Reflect.apply(connection[method], connection, args)
    return asked
  }

  async #execute(call: number, connection: Connection, args: unknown[], open: OpenCall): Promise<unknown> {
    const [argv, options, streams] = args as [readonly string[], ExecOptions, Streams]
    const pass = (stream: 'onStdout' | 'onStderr') => async (chunk: Buffer) => {
      this.#post({t: 'chunk', call, stream, chunk: Buffer.from(chunk)})
      const taken = deferred()
      open.untaken.push(taken.resolve)
      await taken.promise
    }
    return connection.execute(argv, {
      ...options,
      signal: open.controller.signal,
      ...(streams.input && {input: this.#input(call, open)}),
      ...(streams.onStdout && {onStdout: pass('onStdout')}),
      ...(streams.onStderr && {onStderr: pass('onStderr')}),
    })
  }

  /** What the worker feeds: each chunk is asked for when the program has taken the one before. */
  async *#input(call: number, open: OpenCall): AsyncGenerator<Uint8Array> {
    for (;;) {
      const fed = deferred<Uint8Array | undefined>()
      open.fed = fed.resolve
      this.#post({t: 'pull', call})
      const chunk = await fed.promise
      open.fed = undefined
      if (chunk === undefined) return
      yield chunk
    }
  }

  /** The lock is given back when the body there has ended, or when there is nobody left who could end it. */
  async #lock(call: number, connection: Connection, args: unknown[], open: OpenCall): Promise<void> {
    const [path, options] = args as [string, LockOptions]
    await connection.withLock(
      path,
      async ({signal}) => {
        const unlocked = deferred()
        open.unlock = unlocked.resolve
        signal.addEventListener('abort', () => this.#post({t: 'lost', call}), {once: true})
        this.#post({t: 'locked', call})
        await unlocked.promise
      },
      {...options, signal: open.controller.signal},
    )
  }
}
