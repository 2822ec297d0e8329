import type {Workspace} from '@gt-town/contract'
import type {Job} from '../checks/check-target.js'
import {sectionsOf, type Section} from './sections.js'
import type {Look, Sighting, Status} from '../results/result.js'

/** One line of the report. */
export interface Line {
  readonly job: Job
  readonly sighting: Sighting
  readonly look: Look
}

/** Everything the doctor has to say, in the order in which it is said. */
export interface Diagnosis {
  /** the town on this machine */
  readonly workspace?: Workspace
  readonly sections: readonly Section<Line>[]
  /** the other machines that were looked at, with the town there, if there is one */
  readonly machines?: readonly {readonly name: string; readonly workspace?: Workspace}[]
}

/** The town on a machine of the report; without a name the one on this machine. */
export function townOn({workspace, machines = []}: Diagnosis, machine: string | undefined): Workspace | undefined {
  return machine === undefined ? workspace : machines.find(({name}) => name === machine)?.workspace
}

/** @param sightingsOf the final word on a job, where it differs from its last look */
export function makeDiagnosis(
  scene: {readonly workspace?: Workspace},
  looks: ReadonlyMap<Job, Look>,
  sightingsOf: (job: Job, look: Look) => readonly Sighting[] = (_job, look) => look.sightings,
): Diagnosis {
  const sections = sectionsOf([...looks.keys()]).map((section) => ({
    ...section,
    members: section.members.flatMap((job): Line[] => {
      const look = looks.get(job)
      if (!look) return []
      return worthTelling(job, sightingsOf(job, look)).map((sighting) => ({job, sighting, look}))
    }),
  }))
  return {
    ...(scene.workspace && {workspace: scene.workspace}),
    sections: sections.filter(({members}) => members.length > 0),
  }
}

/** All passed is one line; else there is one for each thing that did not pass. */
function worthTelling(job: Job, sightings: readonly Sighting[]): readonly Sighting[] {
  if (!job.asked) return sightings.filter(({status}) => status !== 'pass' && status !== 'skip')
  const others = sightings.filter(({status}) => status !== 'pass')
  return others.length > 0 ? others : sightings.slice(0, 1)
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
    for (const {sighting} of members) {
      if (sighting.ignored) ignored++
      else counts[sighting.status]++
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
