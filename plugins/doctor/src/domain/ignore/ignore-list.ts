import type {CheckTarget} from '../checks/check-target.js'
import {selectorPattern} from '../checks/selector.js'
import type {CheckRun, Result} from '../results/result.js'
import {readEntry, type IgnoreEntry} from './ignore-entry.js'

/** The ignore list of a town, as far as it makes sense. */
export interface IgnoreList {
  /** those that still count */
  readonly entries: readonly IgnoreEntry[]
  readonly expired: readonly IgnoreEntry[]
  /** what is wrong with the others */
  readonly problems: readonly string[]
}

const noIgnores: IgnoreList = {entries: [], expired: [], problems: []}

/** @param settings what the town's configuration says under `doctor`, whatever that is */
export function readIgnoreList(settings: unknown, now: Date): IgnoreList {
  const list: unknown =
    typeof settings === 'object' && settings !== null && 'ignore' in settings ? settings.ignore : undefined
  if (list === undefined) return noIgnores
  if (!Array.isArray(list)) return {...noIgnores, problems: ['doctor.ignore is not a list']}
  const read = list.map((value: unknown, place) => readEntry(value, place, now))
  const good = read.filter((one) => one.ok)
  return {
    entries: good.filter(({expired}) => !expired).map(({entry}) => entry),
    expired: good.filter(({expired}) => expired).map(({entry}) => entry),
    problems: read.flatMap((one) => (one.ok ? [] : [one.problem])),
  }
}

/** Whether an entry means this target. */
export function entryMeans({id, target}: IgnoreEntry, {check, rig}: Pick<CheckTarget, 'check' | 'rig'>): boolean {
  if (target !== undefined && target !== rig?.name) return false
  const pattern = selectorPattern(id)
  return pattern.test(check.id) || pattern.test(check.category)
}

/**
 * Marks what was found wrong or odd and is to be ignored. That a check could not tell is never ignored: nothing was
 * found then, and what nobody knows is not known and accepted.
 */
export function markIgnored({entries}: IgnoreList, target: CheckTarget, run: CheckRun): CheckRun {
  const entry = entries.find((one) => entryMeans(one, target))
  if (!entry) return run
  const ignored = {reason: entry.reason, ...(entry.until !== undefined && {until: entry.until})}
  const mark = (result: Result): Result =>
    result.status === 'fail' || result.status === 'warn' ? {...result, ignored} : result
  return {...run, results: run.results.map(mark)}
}
