import {targetOf, type Job} from './check-target.js'

/** How far a look has come, for whoever waits for it. */
export class Looking {
  #begun = 0
  readonly #open = new Set<Job>()

  begin(jobs: readonly Job[]): void {
    this.#begun += jobs.length
    for (const job of jobs) this.#open.add(job)
  }

  end(job: Job): void {
    this.#open.delete(job)
  }

  /** `Looking: 34 of 60 checks, waiting for environment/git and 25 more` */
  text(): string {
    const [first] = this.#open
    if (!first) return 'Looking'
    const target = targetOf(first)
    const where = first.machine === undefined ? '' : ` on ${first.machine}`
    const name = `${first.check.id}${target === '' ? '' : ` of ${target}`}${where}`
    const others = this.#open.size - 1
    const more = others === 0 ? '' : ` and ${others} more`
    return `Looking: ${this.#begun - this.#open.size} of ${this.#begun} checks, waiting for ${name}${more}`
  }
}
