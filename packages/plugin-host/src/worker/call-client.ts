import {AbortedError, isGtError, type OutputListener} from '@gt-town/contract'
import {fromWireError} from '../wire-error.js'
import type {FromWorker, Method, ToWorker, WireOutcome} from '../protocol.js'
import type {Attempt} from './attempt.js'
import {InputReader} from './input-reader.js'

export interface CallListener {
  readonly onStdout?: OutputListener | undefined
  readonly onStderr?: OutputListener | undefined
  /** the lock is held now; `unlock` gives it back */
  readonly onLocked?: (unlock: () => void) => void
  readonly onLost?: () => void
  /** a program's input */
  readonly source?: AsyncIterable<Uint8Array>
}

interface OpenCall extends Omit<CallListener, 'source'> {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  readonly source: InputReader | undefined
  /** what a listener or a source threw: what the call ends with, once it has ended there */
  broken?: {readonly error: unknown}
}

/** What attempts have asked gt to do on their connections, and has not been answered yet. */
export class CallClient {
  readonly #open = new Map<number, OpenCall>()
  readonly #shared = new Map<string, Promise<unknown>>()
  readonly #healthy = new Map<string, boolean>()
  readonly #post: (message: FromWorker) => void
  #last = 0

  constructor(post: (message: FromWorker) => void) {
    this.#post = post
  }

  /** @throws what the connection throws, or what a listener or a source throws */
  async ask(
    attempt: Attempt,
    method: Method,
    args: unknown[],
    listener: CallListener = {},
    signal?: AbortSignal,
  ): Promise<unknown> {
    if (signal?.aborted) throw new AbortedError(method)
    const call = ++this.#last
    const abort = (): void => this.#post({t: 'abort-call', call})
    const source = listener.source && new InputReader(listener.source)
    try {
      return await new Promise<unknown>((resolve, reject) => {
        this.#open.set(call, {...listener, source, resolve, reject})
        this.#post({t: 'call', attempt: attempt.id, call, method, args})
        signal?.addEventListener('abort', abort, {once: true})
      })
    } finally {
      this.#open.delete(call)
      signal?.removeEventListener('abort', abort)
      source?.close()
    }
  }

  /** The same for a read. Many checks read the same files, so that what is being asked already is not asked again. */
  async share(attempt: Attempt, method: Method, path: string, options?: object): Promise<unknown> {
    const args = options === undefined ? [path] : [path, options]
    if (attempt.isOver) return this.ask(attempt, method, args)
    const key = `${method} ${options === undefined ? '' : JSON.stringify(options)} ${path}`
    let answer = this.#shared.get(key)
    if (!answer) {
      answer = this.ask(attempt, method, args)
      this.#shared.set(key, answer)
      const forget = (): boolean => this.#shared.delete(key)
      answer.then(forget, forget)
    }
    try {
      return copyOf(await answer)
    } catch (error) {
      // The one that asked has ended, this one has not.
      if (isGtError(error, 'GT_CHECK_OVER')) return this.ask(attempt, method, args)
      throw error
    }
  }

  answer(call: number, outcome: WireOutcome<unknown>): void {
    const open = this.#open.get(call)
    if (open?.broken) open.reject(open.broken.error)
    else if (outcome.ok) open?.resolve(outcome.value)
    else open?.reject(fromWireError(outcome.error))
  }

  /** The next one comes when the listener is done with this one. */
  async chunk({call, stream, chunk}: ToWorker & {t: 'chunk'}): Promise<void> {
    const open = this.#open.get(call)
    try {
      await open?.[stream]?.(chunk)
      this.#post({t: 'took', call})
    } catch (error) {
      this.break(call, error)
    }
  }

  /** The program takes more: one chunk for each time that it says so, so that no more is under way than it takes. */
  async pull(call: number): Promise<void> {
    const source = this.#open.get(call)?.source
    if (!source) return
    try {
      const chunk = await source.next()
      // Whether it is still wanted is for the other side to say.
      this.#post({t: 'input', call, ...(chunk !== undefined && {chunk})})
    } catch (error) {
      this.break(call, error)
    }
  }

  /** Ends a call with an error of this end. */
  break(call: number, error: unknown): void {
    const open = this.#open.get(call)
    if (!open || open.broken) return
    open.broken = {error}
    this.#post({t: 'abort-call', call})
  }

  isHealthy(machine: string): boolean {
    return this.#healthy.get(machine) ?? false
  }

  health({machine, isHealthy}: ToWorker & {t: 'health'}): void {
    this.#healthy.set(machine, isHealthy)
  }

  locked(call: number): void {
    this.#open.get(call)?.onLocked?.(() => this.#post({t: 'unlock', call}))
  }

  lost(call: number): void {
    this.#open.get(call)?.onLost?.()
  }
}

/** Each check gets its own, since it may change it. */
function copyOf(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return Buffer.from(value)
  if (Array.isArray(value)) return value.map((entry: object) => ({...entry}))
  return typeof value === 'object' ? {...value} : value
}
