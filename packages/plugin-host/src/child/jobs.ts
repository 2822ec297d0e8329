import {toWireError} from '../wire-error.js'
import type {FromChild} from '../protocol.js'
import {Job, runAs} from './job.js'

/** The jobs that have not ended, and how they end. */
export class Jobs {
  readonly #open = new Map<number, Job>()
  readonly #post: (message: FromChild) => void
  readonly #begun: (id: number) => void
  /** of the message that is being put together */
  #passed: number[] | undefined

  constructor(post: (message: FromChild) => void, begun: (id: number) => void) {
    this.#post = post
    this.#begun = begun
  }

  /** Runs code of a plugin, and says how it ended. */
  start(id: number, plugin: string, body: (job: Job) => Promise<unknown>): void {
    const job = new Job(id, plugin)
    this.#open.set(id, job)
    this.#begun(id)
    void runAs(job, async () => this.#run(job, body))
  }

  async #run(job: Job, body: (job: Job) => Promise<unknown>): Promise<void> {
    try {
      this.#end(job, {ok: true, value: await body(job)})
    } catch (error) {
      this.fail(job, error)
    }
  }

  get areAllOver(): boolean {
    return this.#open.size === 0
  }

  /** The one job of a plugin that has not ended, where there is only one. */
  onlyOf(plugin: string | undefined): Job | undefined {
    const own = [...this.#open.values()].filter((job) => job.plugin === plugin)
    return own.length === 1 ? own[0] : undefined
  }

  fail(job: Job, error: unknown): void {
    this.#end(job, {ok: false, error: toWireError(error)})
  }

  abort(id: number): void {
    this.#open.get(id)?.abort()
  }

  #end(job: Job, outcome: (FromChild & {t: 'done'})['outcome']): void {
    if (job.isOver) return
    job.isOver = true
    this.#open.delete(job.id)
    if (job.log.length > 0) this.#post({t: 'done', job: job.id, outcome, log: job.log})
    else if (outcome.ok && isPlainPass(outcome.value)) this.#pass(job.id)
    else this.#post({t: 'done', job: job.id, outcome})
  }

  #pass(id: number): void {
    if (!this.#passed) this.#post({t: 'passed', jobs: (this.#passed = [])})
    this.#passed.push(id)
  }

  /** What was put together has been sent. */
  sent(): void {
    this.#passed = undefined
  }
}

/** @param value a tame finding, whose keys all say something */
function isPlainPass(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('status' in value)) return false
  return value.status === 'pass' && Object.keys(value).length === 1
}
