import {GtError} from '@gt-town/contract'
import {printRisk, type Risk} from './work-at-risk.js'

/** @param what whose work it is, such as `beads/happy` */
export function workAtRiskError(found: readonly {what: string; risks: readonly Risk[]}[], hint: string): GtError {
  const all = found.map(({what, risks}) => `${what} holds ${risks.map(printRisk).join('; ')}`)
  return new GtError('GT_WORK_AT_RISK', `this would be lost: ${all.join('. ')}`, {hint, exit: 1})
}
