import {didYouMean} from '@gt-town/text'
import {UsageError, type DoctorCheck} from '@gt-town/contract'
import type {HookAnswers} from '@gt-town/hooks'
import {registerChecks} from '../domain/checks/register-checks.js'
import type {RegisteredCheck} from '../domain/checks/registered-check.js'
import {selfCheckIds, selfChecks} from '../operations/checks/self-checks.js'

/** Every check that `gt doctor` can run, in the order in which it knows them. */
export function listChecks(answers: HookAnswers<DoctorCheck[]>): RegisteredCheck[] {
  const registry = registerChecks(answers, selfCheckIds)
  return [...registry.checks, ...selfChecks(registry, () => undefined)]
}

/** @throws UsageError `GT_CHECK_NOT_FOUND` */
export function findCheck(answers: HookAnswers<DoctorCheck[]>, id: string): RegisteredCheck {
  const checks = listChecks(answers)
  const found = checks.find(({check}) => check.id === id)
  if (found) return found
  const ids = checks.map(({check}) => check.id)
  throw new UsageError('GT_CHECK_NOT_FOUND', `there is no check ${JSON.stringify(id)}`, {
    hint: didYouMean(id, ids, 'check'),
  })
}
