import {GtError, type Connection, type ExecOptions, type LockOptions, type Look} from '@gt-town/contract'
import type {FromChild, ToChild} from './protocol.js'
import {toWireError, toWireOutcome} from './wire-error.js'

type Call = FromChild & {t: 'call'}
type Streams = Readonly<Record<'onStdout' | 'onStderr', boolean>>

/** What may have to be ended before it ends by itself. */
interface OpenCall {
  readonly job: number
  readonly controller: AbortController
  unlock?: () => void
}

/** Does what the jobs of one child ask of their connections. */
export class ServedCalls {
  readonly #open = new Map<number, OpenCall>()
  readonly #post: (message: ToChild) => void

  constructor(post: (message: ToChild) => void) {
    this.#post = post
  }

  /** @param connection of the job; none when it has ended */
  serve(call: Call, connection: Connection | undefined): void {
    void toWireOutcome(this.#do(call, connection)).then((outcome) => {
      this.#open.delete(call.call)
      this.#post({t: 'answer', call: call.call, outcome})
    })
  }

  abort(call: number): void {
    this.#open.get(call)?.controller.abort()
  }

  unlock(call: number): void {
    this.#open.get(call)?.unlock?.()
  }

  /** Ends what a job has going, once nobody waits for it any more; of all jobs, where none is named. */
  end(job?: number): void {
    for (const open of this.#open.values()) {
      if (job !== undefined && open.job !== job) continue
      open.controller.abort()
      open.unlock?.()
    }
  }

  async #do({job, call, method, args}: Call, connection: Connection | undefined): Promise<unknown> {
    if (!connection) throw new GtError('GT_CHECK_OVER', 'the check has ended: nothing more is done for it')
    if (method === 'execute' || method === 'withLock') {
      const open: OpenCall = {job, controller: new AbortController()}
      this.#open.set(call, open)
      return method === 'execute'
        ? this.#execute(call, connection, args, open)
        : this.#lock(call, connection, args, open)
    }
    if (method === 'inspect') {
      const outcomes = await connection.inspect(args[0] as readonly Look[])
      return outcomes.map((outcome) => (outcome.ok ? outcome : {ok: false, error: toWireError(outcome.error)}))
    }
    return (connection[method] as (...args: unknown[]) => Promise<unknown>).apply(connection, args)
  }

  async #execute(call: number, connection: Connection, args: unknown[], {controller}: OpenCall): Promise<unknown> {
    const [argv, options, streams] = args as [readonly string[], ExecOptions, Streams]
    const pass = (stream: 'onStdout' | 'onStderr') => (chunk: Buffer) =>
      this.#post({t: 'chunk', call, stream, chunk: Buffer.from(chunk)})
    return connection.execute(argv, {
      ...options,
      signal: controller.signal,
      ...(streams.onStdout && {onStdout: pass('onStdout')}),
      ...(streams.onStderr && {onStderr: pass('onStderr')}),
    })
  }

  /** The lock is given back when the body there has ended, or when there is nobody left who could end it. */
  async #lock(call: number, connection: Connection, args: unknown[], open: OpenCall): Promise<void> {
    const [path, options] = args as [string, LockOptions]
    await connection.withLock(
      path,
      async ({signal}) =>
        new Promise<void>((resolve) => {
          open.unlock = resolve
          signal.addEventListener('abort', () => this.#post({t: 'lost', call}), {once: true})
          this.#post({t: 'locked', call})
        }),
      {...options, signal: open.controller.signal},
    )
  }
}
