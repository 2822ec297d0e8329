import {targetName, type CheckTarget} from './check-target.js'

/** How many of the checks have run, for whoever waits for them. */
export class RunProgress {
  #begun = 0
  readonly #open = new Set<CheckTarget>()

  begin(targets: readonly CheckTarget[]): void {
    this.#begun += targets.length
    for (const target of targets) this.#open.add(target)
  }

  end(target: CheckTarget): void {
    this.#open.delete(target)
  }

  /** `Looking: 34 of 60 checks, waiting for environment/git and 25 more` */
  text(): string {
    const [first] = this.#open
    if (!first) return 'Looking'
    const rig = targetName(first)
    const where = first.machine === undefined ? '' : ` on ${first.machine}`
    const name = `${first.check.id}${rig === '' ? '' : ` of ${rig}`}${where}`
    const others = this.#open.size - 1
    const more = others === 0 ? '' : ` and ${others} more`
    return `Looking: ${this.#begun - this.#open.size} of ${this.#begun} checks, waiting for ${name}${more}`
  }
}
