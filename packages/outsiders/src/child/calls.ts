import {fromWireError} from '../wire-error.js'
import type {FromChild, Method, WireOutcome} from '../protocol.js'
import type {Job} from './job.js'

export interface Listener {
  readonly onStdout?: ((chunk: Buffer) => void) | undefined
  readonly onStderr?: ((chunk: Buffer) => void) | undefined
  readonly onLocked?: (call: number) => void
  readonly onLost?: () => void
}

interface OpenCall extends Listener {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/** What jobs have asked gt to do on their connections, and has not been answered yet. */
export class Calls {
  readonly #open = new Map<number, OpenCall>()
  readonly #post: (message: FromChild) => void
  #last = 0

  constructor(post: (message: FromChild) => void) {
    this.#post = post
  }

  /** @throws what the connection throws */
  async ask(
    job: Job,
    method: Method,
    args: unknown[],
    listener: Listener = {},
    signal?: AbortSignal,
  ): Promise<unknown> {
    const call = ++this.#last
    const abort = (): void => this.#post({t: 'abort-call', call})
    try {
      return await new Promise<unknown>((resolve, reject) => {
        this.#open.set(call, {...listener, resolve, reject})
        this.#post({t: 'call', job: job.id, call, method, args})
        if (signal?.aborted) abort()
        else signal?.addEventListener('abort', abort, {once: true})
      })
    } finally {
      this.#open.delete(call)
      signal?.removeEventListener('abort', abort)
    }
  }

  /** Says that the body under a lock has ended, so that it can be given back. */
  unlock(call: number): void {
    this.#post({t: 'unlock', call})
  }

  answer(call: number, outcome: WireOutcome<unknown>): void {
    const open = this.#open.get(call)
    if (outcome.ok) open?.resolve(outcome.value)
    else open?.reject(fromWireError(outcome.error))
  }

  listener(call: number): Listener | undefined {
    return this.#open.get(call)
  }
}
