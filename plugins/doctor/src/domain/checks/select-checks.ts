import type {RegisteredCheck} from './registered-check.js'
import {matchingChecks} from './selector.js'
import {uncaughtErrorsId} from './uncaught-errors-id.js'

export interface Selection {
  /** in the order given, together with those they need */
  readonly checks: readonly RegisteredCheck[]
  /** ids of those that were asked for; the others run since one of these needs them */
  readonly asked: ReadonlySet<string>
}

export interface SelectOptions {
  readonly only: readonly string[]
  readonly skip: readonly string[]
  /** costly checks too; one named by its id in `only` runs anyway */
  readonly deep: boolean
  /** only checks of rigs, and what they need */
  readonly rigsOnly: boolean
}

/**
 * Which checks run. A check that was skipped by name does not hold up the ones that need it.
 * @throws UsageError for a word that means no check
 */
export function selectChecks(checks: readonly RegisteredCheck[], options: SelectOptions): Selection {
  const {only, skip, deep, rigsOnly} = options
  const wanted = only.length === 0 ? new Set(checks) : new Set(only.flatMap((word) => matchingChecks(word, checks)))
  const skipped = new Set(skip.flatMap((word) => matchingChecks(word, checks)))
  const asked = new Set<string>()
  for (const {check} of wanted) {
    if (check.deep === true && !deep && !only.includes(check.id)) continue
    if (rigsOnly && check.scope !== 'rig' && !concernsEveryRig.has(check.id)) continue
    asked.add(check.id)
  }
  for (const {check} of skipped) asked.delete(check.id)
  const needed = neededBy(
    asked,
    checks.filter((registered) => !skipped.has(registered)),
  )
  return {checks: checks.filter(({check}) => asked.has(check.id) || needed.has(check.id)), asked}
}

/** Where these fail, something about the rig may have gone unsaid. */
const concernsEveryRig: ReadonlySet<string> = new Set([
  'doctor/plugin-checks',
  'doctor/rigs-readable',
  uncaughtErrorsId,
])

/** The ids that those asked for require, directly or not. */
function neededBy(asked: ReadonlySet<string>, available: readonly RegisteredCheck[]): Set<string> {
  const byId = new Map(available.map(({check}) => [check.id, check]))
  const needed = new Set<string>()
  const visit = (id: string) => {
    for (const required of byId.get(id)?.requires ?? []) {
      if (needed.has(required) || !byId.has(required)) continue
      needed.add(required)
      visit(required)
    }
  }
  for (const id of asked) visit(id)
  return needed
}
