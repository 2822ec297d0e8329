import type {Remark} from '../checks/register-checks.js'
import type {IgnoreEntry} from './ignore-entry.js'
import {entryMeans, type IgnoreList} from './ignore-list.js'
import type {Job} from '../checks/check-target.js'
import type {Scene} from '../checks/plan-targets.js'
import type {RegisteredCheck} from '../checks/registered-check.js'
import type {Look} from '../results/result.js'

/** The check that tells what is wrong with the list itself. */
export const ignoreListId = 'doctor/ignore-list'

/**
 * What is to be said of the ignore list: entries that make no sense, are over, or found nothing to ignore although all
 * that they mean was looked at.
 * @param checks all there are, also those that did not run
 */
export function judgeIgnores(
  list: IgnoreList,
  checks: readonly RegisteredCheck[],
  {rigs}: Pick<Scene, 'rigs'>,
  looks: ReadonlyMap<Job, Look>,
): Remark[] {
  const remarks = list.problems.map((message) => ({key: message, message: `Ignore list: ${message}`}))
  const remark = (entry: IgnoreEntry, what: string): void => {
    const message = `Ignore list: ${entry.id}${entry.target === undefined ? '' : ` of ${entry.target}`} ${what}`
    if (!remarks.some((other) => other.message === message)) remarks.push({key: message, message})
  }
  for (const entry of list.expired) remark(entry, `was ignored until ${entry.until}, which is over`)
  for (const entry of list.entries) {
    const meant = checks.filter((registered) => entryMeans({id: entry.id, reason: ''}, registered))
    if (meant.length === 0) remark(entry, 'is no check, no category and fits none')
    else if (entry.target !== undefined && !rigs.some(({name}) => name === entry.target))
      remark(entry, 'names no rig of this town')
    else if (entry.target !== undefined && !meant.some(({check}) => check.scope === 'rig'))
      remark(entry, 'never applies: that check does not look at single rigs')
    else if (isUnused(entry, meant, rigs, looks)) remark(entry, 'ignores nothing: all is well there')
  }
  return remarks
}

/** False as long as anything it means was not looked at, or could not be told. */
function isUnused(
  entry: IgnoreEntry,
  meant: readonly RegisteredCheck[],
  rigs: Scene['rigs'],
  looks: ReadonlyMap<Job, Look>,
): boolean {
  // What the list itself is like is not known yet, and machines are seldom looked at.
  if (meant.some(({check}) => check.id === ignoreListId || check.scope === 'machine')) return false
  const targets = entry.target === undefined ? rigs.length : 1
  const perRig = meant.filter(({check}) => check.scope === 'rig').length
  const perTown = meant.filter(({check}) => check.scope === 'environment' || check.scope === 'workspace').length
  const expected = perRig * targets + (entry.target === undefined ? perTown : 0)
  const seen = [...looks].filter(([job]) => entryMeans(entry, job)).map(([, look]) => look)
  return seen.length === expected && seen.every(({sightings}) => sightings.every(({status}) => status === 'pass'))
}
