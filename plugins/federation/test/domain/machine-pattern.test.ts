import {expect} from 'chai'
import {patternMatcher} from '../../src/domain/machine-pattern.js'

const names = ['west1', 'west2', 'west8', 'west9', 'west10', 'west12', 'west01', 'west08', 'gpu-a', 'gpu.b', 'gpu']

const table: readonly (readonly [string, readonly string[] | undefined])[] = [
  ['west[1-8]', ['west1', 'west2', 'west8']],
  ['west[1-2,9-12]', ['west1', 'west2', 'west9', 'west10', 'west12']],
  ['west[01-08]', ['west01', 'west08']],
  ['west[9]', ['west9']],
  ['west?', ['west1', 'west2', 'west8', 'west9']],
  ['gpu*', ['gpu-a', 'gpu.b', 'gpu']],
  ['gpu.*', ['gpu.b']],
  ['*[1-1]', ['west1', 'west01']],
  ['*', names],
  ['west[1-', undefined],
  ['west[a-c]', undefined],
  ['west[8-1]', undefined],
  ['west[]', undefined],
]

describe('a pattern of names', () => {
  for (const [pattern, wanted] of table) {
    it(`${pattern} means ${wanted?.join(', ') ?? 'nothing, and is refused'}`, () => {
      const matches = patternMatcher(pattern)
      expect(matches && names.filter(matches)).to.deep.equal(wanted)
    })
  }
})
