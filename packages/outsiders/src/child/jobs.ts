import {toWireError} from '../wire-error.js'
import type {FromChild} from '../protocol.js'
import {runAs, type Job} from './job.js'

/** The jobs that have not ended, and how they end. */
export class Jobs {
  readonly #open = new Map<number, Job>()
  readonly #post: (message: FromChild) => void
  readonly #begun: (id: number) => void

  constructor(post: (message: FromChild) => void, begun: (id: number) => void) {
    this.#post = post
    this.#begun = begun
  }

  /** Runs code of a plugin, and says how it ended. */
  start(id: number, plugin: string, check: string | undefined, body: (job: Job) => Promise<unknown>): void {
    const job: Job = {id, plugin, check, log: [], controller: new AbortController(), isOver: false}
    this.#open.set(id, job)
    this.#begun(id)
    runAs(job, () => {
      void body(job).then(
        (value) => this.#end(job, {ok: true, value}),
        (error: unknown) => this.fail(job, error),
      )
    })
  }

  fail(job: Job, error: unknown): void {
    this.#end(job, {ok: false, error: toWireError(error)})
  }

  abort(id: number): void {
    this.#open.get(id)?.controller.abort()
  }

  #end(job: Job, outcome: (FromChild & {t: 'done'})['outcome']): void {
    if (job.isOver) return
    job.isOver = true
    this.#open.delete(job.id)
    this.#post({t: 'done', job: job.id, outcome, ...(job.log.length > 0 && {log: job.log})})
  }
}
