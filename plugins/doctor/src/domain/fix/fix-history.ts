import type {Plan} from '@gt-town/connection'
import {cutLines} from '@gt-town/text'
import {targetName, type CheckTarget} from '../checks/check-target.js'
import {isProblem, type CheckRun, type Result} from '../results/result.js'

/** What `--fix` has found so far, over all its rounds: needed to say in the end what was repaired and what was not. */
export class FixHistory {
  readonly #found = new Map<string, Map<string, Result[]>>()
  readonly #failures = new Map<string, Map<string, {message: string; times: number}>>()

  readonly #notes = new Map<string, Map<string, readonly string[]>>()
  readonly #plans = new Map<string, Map<string, Plan>>()

  /** Notes the problems of one run; those of an earlier run stay as they were found first. */
  remember(target: CheckTarget, {results}: CheckRun): void {
    const problems = byKey(results.filter(isProblem))
    if (problems.size === 0) return
    const name = nameOf(target)
    let known = this.#found.get(name)
    if (!known) this.#found.set(name, (known = new Map<string, Result[]>()))
    for (const [key, group] of problems) if (!known.has(key)) known.set(key, group)
  }

  failed(target: CheckTarget, key: string, message: string): void {
    const failures = this.#failures.get(nameOf(target)) ?? new Map<string, {message: string; times: number}>()
    this.#failures.set(nameOf(target), failures.set(key, {message, times: (failures.get(key)?.times ?? 0) + 1}))
  }

  failuresOf(target: CheckTarget, key: string): number {
    return this.#failures.get(nameOf(target))?.get(key)?.times ?? 0
  }

  /** Notes what a fix had to say that has helped. */
  fixed(target: CheckTarget, key: string, notes: readonly string[]): void {
    if (notes.length === 0) return
    const known = this.#notes.get(nameOf(target)) ?? new Map<string, readonly string[]>()
    this.#notes.set(nameOf(target), known.set(key, notes))
  }

  /** Notes what a fix would do. */
  plan(target: CheckTarget, key: string, plan: Plan): void {
    this.#plans.set(nameOf(target), (this.#plans.get(nameOf(target)) ?? new Map<string, Plan>()).set(key, plan))
  }

  isPlanned(target: CheckTarget, key: string): boolean {
    return this.#plans.get(nameOf(target))?.has(key) ?? false
  }

  /** What a dry run has to say: every problem as it was found, with what its fix would do. */
  plannedResults(target: CheckTarget, {results}: CheckRun): Result[] {
    const known = this.#found.get(nameOf(target))
    if (!known) return [...results]
    const plans = this.#plans.get(nameOf(target))
    return [...known].flatMap(([key, group]) => {
      const plan = plans?.get(key)
      return plan ? group.map((result, index) => (index === 0 ? {...result, plan} : result)) : group
    })
  }

  /** Those of the last run, together with what was wrong in an earlier one and is not any more, in the order found. */
  finalResults(target: CheckTarget, {results}: CheckRun): Result[] {
    const now = results.map((result) => this.#withFailure(target, result))
    const known = this.#found.get(nameOf(target))
    if (!known || !results.every((result) => result.status === 'pass' || isProblem(result))) return now
    const notes = this.#notes.get(nameOf(target))
    const problems = byKey(now.filter(isProblem))
    const final: Result[] = []
    for (const [key, group] of known) {
      final.push(...(problems.get(key) ?? asFixed(group, notes?.get(key))))
      problems.delete(key)
    }
    return [...final, ...[...problems.values()].flat()]
  }

  /** A run that could not tell leaves every failed fix of its target unproven. */
  #withFailure(target: CheckTarget, result: Result): Result {
    const failures = this.#failures.get(nameOf(target))
    if (!failures || result.status === 'pass' || result.status === 'skip') return result
    const [failure] = isProblem(result) ? [failures.get(result.key)] : failures.values()
    return failure ? {...result, fixError: failure.message} : result
  }
}

function nameOf(target: CheckTarget): string {
  return `${target.check.id}\0${targetName(target)}`
}

function byKey(results: readonly Result[]): Map<string, Result[]> {
  const groups = new Map<string, Result[]>()
  for (const result of results) groups.set(result.key, [...(groups.get(result.key) ?? []), result])
  return groups
}

/**
 * A lone problem was the opposite of the check's title; one of several is told by its own message.
 * @param notes what the fix had to say
 */
export function asFixed(problems: readonly Result[], notes: readonly string[] = []): Result[] {
  return problems.map(({key, message}, index) => {
    const told = key !== '' || problems.length > 1 ? message : undefined
    const details = index === 0 && notes.length > 0 ? {details: cutLines(notes)} : {}
    return {status: 'fixed', key, fixable: true, ...(told !== undefined && {message: told}), ...details}
  })
}
