import {summarize, type Diagnosis} from './diagnosis.js'

/** 4: a fix failed. 1: something is wrong. 3: a check could not tell. 0: all well. The worst one counts, in this order. */
export function exitCodeOf(diagnosis: Diagnosis, {strict}: {strict: boolean}): 0 | 1 | 3 | 4 {
  const {failed, warned, errored} = summarize(diagnosis)
  const fixFailed = diagnosis.sections.some(({members}) => members.some(({result}) => result.fixError !== undefined))
  if (fixFailed) return 4
  if (failed > 0 || (strict && warned > 0)) return 1
  return errored > 0 ? 3 : 0
}
