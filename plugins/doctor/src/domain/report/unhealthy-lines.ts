import type {Diagnosis, Line} from './diagnosis.js'
import {targetOf} from '../checks/check-target.js'

/** The lines for which it is worth waiting: failures, with `strict` warnings, and what could not be told. */
export function notWell({sections}: Diagnosis, {strict}: {strict: boolean}): Line[] {
  return sections.flatMap(({members}) =>
    members.filter(({sighting: {status, ignored}}) => {
      if (ignored) return false
      return status === 'fail' || status === 'error' || status === 'timeout' || (strict && status === 'warn')
    }),
  )
}

/** Tells two looks at the same checks apart. */
export function fingerprint(lines: readonly Line[]): string {
  return lines
    .map((line) => JSON.stringify([line.job.check.id, targetOf(line.job), line.sighting.status, line.sighting.message]))
    .sort()
    .join('\n')
}

/** A later look, with what an earlier one has repaired still called so where it is well. */
export function withFixesOf(earlier: Diagnosis, later: Diagnosis): Diagnosis {
  const nameOf = ({job}: Line): string => `${job.check.id}\0${targetOf(job)}`
  const fixed = new Map<string, Line[]>()
  for (const line of earlier.sections.flatMap(({members}) => members)) {
    if (line.sighting.status === 'fixed') fixed.set(nameOf(line), [...(fixed.get(nameOf(line)) ?? []), line])
  }
  const sections = later.sections.map((section) => ({
    ...section,
    members: section.members.flatMap((line) =>
      line.sighting.status === 'pass' ? (fixed.get(nameOf(line)) ?? [line]) : [line],
    ),
  }))
  return {...later, sections}
}
