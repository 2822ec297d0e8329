/** The answer to `gt:checks`. */
export function hookSource(): string {
  return `// @ts-check
/** @import {DoctorCheck} from '@gt-town/contract' */
import {rigNotes} from '../checks/rig-notes.js'

/**
 * What gt asks this package: which checks do you have? It only answers; the looking is done by the checks.
 * @returns {Promise<DoctorCheck[]>}
 */
export default async function checks() {
  return [rigNotes]
}
`
}
