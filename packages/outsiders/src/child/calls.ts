import {AbortedError, isGtError} from '@gt-town/contract'
import {fromWireError} from '../wire-error.js'
import type {FromChild, Method, ToChild, WireOutcome} from '../protocol.js'
import type {Job} from './job.js'

export interface Listener {
  readonly onStdout?: ((chunk: Buffer) => void) | undefined
  readonly onStderr?: ((chunk: Buffer) => void) | undefined
  /** the lock is held now; `unlock` gives it back */
  readonly onLocked?: (unlock: () => void) => void
  readonly onLost?: () => void
}

interface OpenCall extends Listener {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** What jobs have asked gt to do on their connections, and has not been answered yet. */
export class Calls {
  readonly #open = new Map<number, OpenCall>()
  readonly #shared = new Map<string, Promise<unknown>>()
  readonly #post: (message: FromChild) => void
  #last = 0

  constructor(post: (message: FromChild) => void) {
    this.#post = post
  }

  /** @throws what the connection throws, or what a listener throws */
  async ask(
    job: Job,
    method: Method,
    args: unknown[],
    listener: Listener = {},
    signal?: AbortSignal,
  ): Promise<unknown> {
    if (signal?.aborted) throw new AbortedError(method)
    const call = ++this.#last
    const abort = (): void => this.#post({t: 'abort-call', call})
    try {
      return await new Promise<unknown>((resolve, reject) => {
        this.#open.set(call, {...listener, resolve, reject})
        this.#post({t: 'call', job: job.id, call, method, args})
        signal?.addEventListener('abort', abort, {once: true})
      })
    } finally {
      this.#open.delete(call)
      signal?.removeEventListener('abort', abort)
    }
  }

  /** The same for a look. Many checks read the same files, so that what is being asked already is not asked again. */
  async share(job: Job, method: Method, path: string, options?: object): Promise<unknown> {
    const args = options === undefined ? [path] : [path, options]
    if (job.isOver) return this.ask(job, method, args)
    const key = `${method} ${options === undefined ? '' : JSON.stringify(options)} ${path}`
    let answer = this.#shared.get(key)
    if (!answer) {
      answer = this.ask(job, method, args)
      this.#shared.set(key, answer)
      const forget = (): boolean => this.#shared.delete(key)
      answer.then(forget, forget)
    }
    try {
      return copyOf(await answer)
    } catch (error) {
      // The one that asked has ended, this one has not.
      if (isGtError(error, 'GT_CHECK_OVER')) return this.ask(job, method, args)
      throw error
    }
  }

  answer(call: number, outcome: WireOutcome<unknown>): void {
    const open = this.#open.get(call)
    if (outcome.ok) open?.resolve(outcome.value)
    else open?.reject(fromWireError(outcome.error))
  }

  chunk({call, stream, chunk}: ToChild & {t: 'chunk'}): void {
    const open = this.#open.get(call)
    try {
      open?.[stream]?.(chunk)
    } catch (error) {
      open?.reject(error)
      this.#post({t: 'abort-call', call})
    }
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
