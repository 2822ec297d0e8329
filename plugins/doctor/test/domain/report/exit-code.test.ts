import {expect} from 'chai'
import {makeDiagnosis} from '../../../src/domain/report/diagnosis.js'
import {exitCodeOf} from '../../../src/domain/report/exit-code.js'
import type {Result} from '../../../src/domain/results/result.js'
import {checkNamed, targetOf, runOf} from '../../fake-checks.js'

type Given = Partial<Result> & Pick<Result, 'status'>
const failedFix: Given = {status: 'fail', fixable: true, fixError: 'disk full'}

describe('exitCodeOf', () => {
  const cases: [title: string, results: Given[], code: number, strict?: number][] = [
    ['all well', [{status: 'pass'}, {status: 'fixed'}, {status: 'skip'}], 0],
    ['a warning', [{status: 'pass'}, {status: 'warn'}], 0, 1],
    ['a failure', [{status: 'fail'}], 1],
    ['a crash', [{status: 'error'}], 3],
    ['a deadline', [{status: 'timeout'}], 3],
    ['a failed fix', [failedFix], 4],
    ['a failure and a crash: 1 before 3', [{status: 'error'}, {status: 'fail'}], 1],
    ['a failed fix and all the rest: 4 before 1 before 3', [{status: 'timeout'}, {status: 'fail'}, failedFix], 4],
    ['a warning and a crash', [{status: 'warn'}, {status: 'error'}], 3, 1],
  ]
  for (const [title, results, code, strict = code] of cases) {
    it(`${title}: ${code}${strict === code ? '' : `, strictly ${strict}`}`, () => {
      const targets = results.map((result, index) => [targetOf(checkNamed(`a/${index}`)), runOf(result)] as const)
      const diagnosis = makeDiagnosis({}, new Map(targets))
      expect(exitCodeOf(diagnosis, {strict: false})).to.equal(code)
      expect(exitCodeOf(diagnosis, {strict: true})).to.equal(strict)
    })
  }
})
