import {toWireError} from '../wire-error.js'
import type {FromWorker} from '../protocol.js'
import {Attempt, runAs} from './attempt.js'

/** The attempts that have not ended, and how they end. */
export class Attempts {
  readonly #open = new Map<number, Attempt>()
  readonly #post: (message: FromWorker) => void
  readonly #begun: (id: number) => void
  /** of the message that is being put together */
  #passed: number[] | undefined

  constructor(post: (message: FromWorker) => void, begun: (id: number) => void) {
    this.#post = post
    this.#begun = begun
  }

  /** Runs code of a plugin, and says how it ended. */
  start(id: number, plugin: string, body: (attempt: Attempt) => Promise<unknown>): void {
    const attempt = new Attempt(id, plugin)
    this.#open.set(id, attempt)
    this.#begun(id)
    void runAs(attempt, async () => this.#run(attempt, body))
  }

  async #run(attempt: Attempt, body: (attempt: Attempt) => Promise<unknown>): Promise<void> {
    try {
      this.#end(attempt, {ok: true, value: await body(attempt)})
    } catch (error) {
      this.fail(attempt, error)
    }
  }

  get areAllOver(): boolean {
    return this.#open.size === 0
  }

  /** The one attempt of a plugin that has not ended, where there is only one. */
  onlyOf(plugin: string | undefined): Attempt | undefined {
    const own = [...this.#open.values()].filter((attempt) => attempt.plugin === plugin)
    return own.length === 1 ? own[0] : undefined
  }

  fail(attempt: Attempt, error: unknown): void {
    this.#end(attempt, {ok: false, error: toWireError(error)})
  }

  abort(id: number): void {
    this.#open.get(id)?.abort()
  }

  #end(attempt: Attempt, outcome: (FromWorker & {t: 'done'})['outcome']): void {
    if (attempt.isOver) return
    attempt.isOver = true
    this.#open.delete(attempt.id)
    if (attempt.log.length > 0) this.#post({t: 'done', attempt: attempt.id, outcome, log: attempt.log})
    else if (outcome.ok && isPlainPass(outcome.value)) this.#pass(attempt.id)
    else this.#post({t: 'done', attempt: attempt.id, outcome})
  }

  #pass(id: number): void {
    if (!this.#passed) this.#post({t: 'passed', attempts: (this.#passed = [])})
    this.#passed.push(id)
  }

  /** What was put together has been sent. */
  sent(): void {
    this.#passed = undefined
  }
}

/** @param value a sanitized finding, whose keys all say something */
function isPlainPass(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('status' in value)) return false
  return value.status === 'pass' && Object.keys(value).length === 1
}
