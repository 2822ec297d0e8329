import {targetOf, type Job} from '../checks/check-target.js'
import type {Plan} from '@gt-town/connection'
import {isProblem, type Look, type Sighting} from '../results/result.js'

/** What `--fix` has found so far, over all its rounds: needed to say in the end what was repaired and what was not. */
export class History {
  readonly #found = new Map<string, Map<string, Sighting[]>>()
  readonly #failures = new Map<string, Map<string, {message: string; times: number}>>()

  readonly #plans = new Map<string, Map<string, Plan>>()

  /** Notes the problems of one look; those of an earlier look stay as they were seen first. */
  remember(job: Job, {sightings}: Look): void {
    const problems = byKey(sightings.filter(isProblem))
    if (problems.size === 0) return
    const name = nameOf(job)
    let known = this.#found.get(name)
    if (!known) this.#found.set(name, (known = new Map<string, Sighting[]>()))
    for (const [key, group] of problems) if (!known.has(key)) known.set(key, group)
  }

  failed(job: Job, key: string, message: string): void {
    const failures = this.#failures.get(nameOf(job)) ?? new Map<string, {message: string; times: number}>()
    this.#failures.set(nameOf(job), failures.set(key, {message, times: (failures.get(key)?.times ?? 0) + 1}))
  }

  failuresOf(job: Job, key: string): number {
    return this.#failures.get(nameOf(job))?.get(key)?.times ?? 0
  }

  /** Notes what a fix would do. */
  plan(job: Job, key: string, plan: Plan): void {
    this.#plans.set(nameOf(job), (this.#plans.get(nameOf(job)) ?? new Map<string, Plan>()).set(key, plan))
  }

  isPlanned(job: Job, key: string): boolean {
    return this.#plans.get(nameOf(job))?.has(key) ?? false
  }

  /** What a dry run has to say: every problem as it was found, with what its fix would do. */
  foresee(job: Job, {sightings}: Look): Sighting[] {
    const known = this.#found.get(nameOf(job))
    if (!known) return [...sightings]
    const plans = this.#plans.get(nameOf(job))
    return [...known].flatMap(([key, group]) => {
      const plan = plans?.get(key)
      return plan ? group.map((sighting, index) => (index === 0 ? {...sighting, plan} : sighting)) : group
    })
  }

  /** The last look, together with what was wrong in an earlier one and is not any more, in the order found. */
  conclude(job: Job, {sightings}: Look): Sighting[] {
    const now = sightings.map((sighting) => this.#withFailure(job, sighting))
    const known = this.#found.get(nameOf(job))
    if (!known || !sightings.every((sighting) => sighting.status === 'pass' || isProblem(sighting))) return now
    const problems = byKey(now.filter(isProblem))
    const concluded: Sighting[] = []
    for (const [key, group] of known) {
      concluded.push(...(problems.get(key) ?? group.map((sighting) => asFixed(sighting, group.length))))
      problems.delete(key)
    }
    return [...concluded, ...[...problems.values()].flat()]
  }

  /** A look that could not tell leaves every failed fix of its job unproven. */
  #withFailure(job: Job, sighting: Sighting): Sighting {
    const failures = this.#failures.get(nameOf(job))
    if (!failures || sighting.status === 'pass' || sighting.status === 'skip') return sighting
    const [failure] = isProblem(sighting) ? [failures.get(sighting.key)] : failures.values()
    return failure ? {...sighting, fixError: failure.message} : sighting
  }
}

function nameOf(job: Job): string {
  return `${job.check.id}\0${targetOf(job)}`
}

function byKey(sightings: readonly Sighting[]): Map<string, Sighting[]> {
  const groups = new Map<string, Sighting[]>()
  for (const sighting of sightings) groups.set(sighting.key, [...(groups.get(sighting.key) ?? []), sighting])
  return groups
}

/** A lone problem was the opposite of the check's title; one of several is told by its own message. */
export function asFixed({key, message}: Sighting, siblings: number): Sighting {
  const told = key !== '' || siblings > 1 ? message : undefined
  return {status: 'fixed', key, fixable: true, ...(told !== undefined && {message: told})}
}
