import type {CheckTarget} from '../checks/check-target.js'
import type {Environment} from '../checks/environment.js'
import type {RegisteredCheck} from '../checks/registered-check.js'
import type {CheckRun} from '../results/result.js'
import type {IgnoreEntry} from './ignore-entry.js'
import {entryMeans, markIgnored, type IgnoreList} from './ignore-list.js'

/** The check that tells what is wrong with the list itself. */
export const ignoreListId = 'doctor/ignore-list'

/**
 * Puts what is wrong with the ignore list in the place of what that check found by itself.
 * @param checks all there are, also those that did not run
 */
export function addIgnoreListIssues(
  runs: Map<CheckTarget, CheckRun>,
  list: IgnoreList,
  checks: readonly RegisteredCheck[],
  environment: Pick<Environment, 'rigs'>,
): void {
  const own = [...runs].find(([{check}]) => check.id === ignoreListId)
  if (!own) return
  const [target, run] = own
  const messages = issuesOf(list, checks, environment, runs)
  if (messages.length === 0) return
  const results = messages.map(({key, message}) => ({status: 'warn', key, message, fixable: false}) as const)
  runs.set(target, markIgnored(list, target, {...run, results}))
}

/** Entries that make no sense, are over, or found nothing to ignore although all that they mean was checked. */
function issuesOf(
  list: IgnoreList,
  checks: readonly RegisteredCheck[],
  {rigs}: Pick<Environment, 'rigs'>,
  runs: ReadonlyMap<CheckTarget, CheckRun>,
): {key: string; message: string}[] {
  const issues = list.problems.map((message) => ({key: message, message: `Ignore list: ${message}`}))
  const report = (entry: IgnoreEntry, what: string): void => {
    const message = `Ignore list: ${entry.id}${entry.target === undefined ? '' : ` of ${entry.target}`} ${what}`
    if (!issues.some((other) => other.message === message)) issues.push({key: message, message})
  }
  for (const entry of list.expired) report(entry, `was ignored until ${entry.until}, which is over`)
  for (const entry of list.entries) {
    const meant = checks.filter((registered) => entryMeans({id: entry.id, reason: ''}, registered))
    if (meant.length === 0) report(entry, 'matches no check and no category')
    else if (entry.target !== undefined && !rigs.some(({name}) => name === entry.target))
      report(entry, 'names no rig of this town')
    else if (entry.target !== undefined && !meant.some(({check}) => check.scope === 'rig'))
      report(entry, 'never applies: that check does not look at single rigs')
    else if (isUnused(entry, meant, rigs, runs)) report(entry, 'ignores nothing: all is well there')
  }
  return issues
}

/** False as long as anything it means was not checked, or could not be told. */
function isUnused(
  entry: IgnoreEntry,
  meant: readonly RegisteredCheck[],
  rigs: Environment['rigs'],
  runs: ReadonlyMap<CheckTarget, CheckRun>,
): boolean {
  // What the list itself is like is not known yet, and machines are seldom checked.
  if (meant.some(({check}) => check.id === ignoreListId || check.scope === 'machine')) return false
  const rigCount = entry.target === undefined ? rigs.length : 1
  const perRig = meant.filter(({check}) => check.scope === 'rig').length
  const perTown = meant.filter(({check}) => check.scope === 'environment' || check.scope === 'workspace').length
  const expected = perRig * rigCount + (entry.target === undefined ? perTown : 0)
  const meantRuns = [...runs].filter(([target]) => entryMeans(entry, target)).map(([, run]) => run)
  return meantRuns.length === expected && meantRuns.every(({results}) => results.every(({status}) => status === 'pass'))
}
