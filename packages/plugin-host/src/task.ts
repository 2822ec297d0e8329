import type {Connection} from '@gt-town/contract'
import {deferred} from '@gt-town/waiting'
import type {PluginDescriptor, SharedContext, ToWorker, WireOutcome} from './protocol.js'
import {fromWireError} from './wire-error.js'

export interface TaskOptions {
  readonly plugin: PluginDescriptor
  readonly kind: 'hook' | 'check' | 'fix'
  /** what code it runs: the same for one check on all of its targets */
  readonly code: string
  /** on which target, for people: `on beads`; empty where there is only one */
  readonly target: string
  readonly deadlineMs: number
  /** how long the worker may be silent because of it; none: as long as for everything else */
  readonly maxSilenceMs?: number
  /** the question `gt:checks`: other tasks of the plugin need its answer */
  readonly isCheckList?: boolean
  /** where its calls go; a hook that is only asked has none */
  readonly connection?: Connection
  readonly log?: (line: string) => void
  /** when it fires, the task is to stop by itself */
  readonly stop?: AbortSignal
  /** `idOf` gives the number under which the worker knows the shared part of a context */
  readonly request: (attempt: number, idOf: (context: SharedContext) => number) => ToWorker
}

/**
 * One thing to be done in a worker: a hook to ask, a check to run, a fix to make. It ends once, however many attempts in
 * however many workers it takes.
 */
export class Task {
  readonly #options: TaskOptions
  readonly #result = deferred<unknown>()
  #isOver = false

  constructor(options: TaskOptions) {
    this.#options = options
    // Whoever wants the result sees the error; a task that nobody waits for any more is no unhandled rejection.
    this.#result.promise.catch(() => undefined)
  }

  get plugin(): PluginDescriptor {
    return this.#options.plugin
  }

  get kind(): TaskOptions['kind'] {
    return this.#options.kind
  }

  get code(): string {
    return this.#options.code
  }

  get target(): string {
    return this.#options.target
  }

  get deadlineMs(): number {
    return this.#options.deadlineMs
  }

  get maxSilenceMs(): number | undefined {
    return this.#options.maxSilenceMs
  }

  get isCheckList(): boolean {
    return this.#options.isCheckList === true
  }

  get connection(): Connection | undefined {
    return this.#options.connection
  }

  get stop(): AbortSignal | undefined {
    return this.#options.stop
  }

  get isOver(): boolean {
    return this.#isOver
  }

  request(attempt: number, idOf: (context: SharedContext) => number): ToWorker {
    return this.#options.request(attempt, idOf)
  }

  /** The same to do again, for what can be seen of it on the way. */
  again(): Task {
    return new Task({...this.#options, log: () => undefined})
  }

  /** @throws what the task ended with */
  async result(): Promise<unknown> {
    return this.#result.promise
  }

  /** Only the first end counts. */
  end(outcome: WireOutcome<unknown>, log: readonly string[] = []): void {
    if (this.#isOver) return
    for (const line of log) this.#options.log?.(line)
    if (!outcome.ok) return this.fail(fromWireError(outcome.error))
    this.#isOver = true
    this.#result.resolve(outcome.value)
  }

  fail(error: Error): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#result.reject(error)
  }
}
