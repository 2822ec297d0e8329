import type {Workspace} from '@gt-town/contract'
import type {CheckTarget} from '../checks/check-target.js'
import type {CheckRun, Result, Status} from '../results/result.js'
import {sectionsOf, type Section} from './sections.js'

/** One line of the report. */
export interface Line {
  readonly target: CheckTarget
  readonly result: Result
  readonly run: CheckRun
}

/** Everything the doctor has to say, in the order in which it is said. */
export interface Diagnosis {
  /** the town on this machine */
  readonly workspace?: Workspace
  readonly sections: readonly Section<Line>[]
  /** the other machines that were checked, with the town there, if there is one */
  readonly machines?: readonly {readonly name: string; readonly workspace?: Workspace}[]
}

/** The town on a machine of the report; without a name the one on this machine. */
export function townOn({workspace, machines = []}: Diagnosis, machine: string | undefined): Workspace | undefined {
  return machine === undefined ? workspace : machines.find(({name}) => name === machine)?.workspace
}

/** @param resultsOf the final word on a target, where it differs from its last run */
export function makeDiagnosis(
  environment: {readonly workspace?: Workspace},
  runs: ReadonlyMap<CheckTarget, CheckRun>,
  resultsOf: (target: CheckTarget, run: CheckRun) => readonly Result[] = (_target, run) => run.results,
): Diagnosis {
  const sections = sectionsOf([...runs.keys()]).map((section) => ({
    ...section,
    members: section.members.flatMap((target): Line[] => {
      const run = runs.get(target)
      if (!run) return []
      return shownResults(target, resultsOf(target, run)).map((result) => ({target, result, run}))
    }),
  }))
  return {
    ...(environment.workspace && {workspace: environment.workspace}),
    sections: sections.filter(({members}) => members.length > 0),
  }
}

/** All passed is one line; else there is one for each thing that did not pass. */
function shownResults(target: CheckTarget, results: readonly Result[]): readonly Result[] {
  if (!target.asked) return results.filter(({status}) => status !== 'pass' && status !== 'skip')
  const others = results.filter(({status}) => status !== 'pass')
  return others.length > 0 ? others : results.slice(0, 1)
}

export interface Summary {
  readonly checks: number
  readonly passed: number
  readonly failed: number
  readonly warned: number
  readonly skipped: number
  readonly errored: number
  readonly fixed: number
  readonly issues: number
  readonly ignored: number
}

/** Counts lines. Issues are what was found wrong, whether it has been fixed by now or not; what is ignored is counted apart. */
export function summarize({sections}: Diagnosis): Summary {
  const counts: Record<Status, number> = {pass: 0, fail: 0, warn: 0, skip: 0, error: 0, timeout: 0, fixed: 0}
  let ignored = 0
  for (const {members} of sections) {
    for (const {result} of members) {
      if (result.ignored) ignored++
      else counts[result.status]++
    }
  }
  return {
    checks: Object.values(counts).reduce((sum, count) => sum + count, ignored),
    passed: counts.pass,
    failed: counts.fail,
    warned: counts.warn,
    skipped: counts.skip,
    errored: counts.error + counts.timeout,
    fixed: counts.fixed,
    issues: counts.fail + counts.warn + counts.fixed,
    ignored,
  }
}
