import {targetName} from '../checks/check-target.js'
import type {Diagnosis, Line} from './diagnosis.js'

/** The lines for which it is worth waiting: failures, with `strict` warnings, and what could not be told. */
export function unhealthyLines({sections}: Diagnosis, {strict}: {strict: boolean}): Line[] {
  return sections.flatMap(({members}) =>
    members.filter(({result: {status, ignored}}) => {
      if (ignored) return false
      return status === 'fail' || status === 'error' || status === 'timeout' || (strict && status === 'warn')
    }),
  )
}

/** Tells two runs of the same checks apart. */
export function unhealthyFingerprint(lines: readonly Line[]): string {
  return lines
    .map((line) =>
      JSON.stringify([line.target.check.id, targetName(line.target), line.result.status, line.result.message]),
    )
    .sort()
    .join('\n')
}

/** A later run, with what an earlier one has repaired still called so where it is well. */
export function withFixesOf(earlier: Diagnosis, later: Diagnosis): Diagnosis {
  const nameOf = ({target}: Line): string => `${target.check.id}\0${targetName(target)}`
  const fixed = new Map<string, Line[]>()
  for (const line of earlier.sections.flatMap(({members}) => members)) {
    if (line.result.status === 'fixed') fixed.set(nameOf(line), [...(fixed.get(nameOf(line)) ?? []), line])
  }
  const sections = later.sections.map((section) => ({
    ...section,
    members: section.members.flatMap((line) =>
      line.result.status === 'pass' ? (fixed.get(nameOf(line)) ?? [line]) : [line],
    ),
  }))
  return {...later, sections}
}
