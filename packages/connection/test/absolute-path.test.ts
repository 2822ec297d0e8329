import {absolutePath} from '../src/absolute-path.js'
import {isGtError} from '@gt-town/contract'
import {expect} from 'chai'

describe('absolutePath', () => {
  for (const [path, expected] of [
    ['/', '/'],
    ['/a', '/a'],
    ['/a/', '/a'],
    ['//a//b', '/a/b'],
    ['/a/./b/.', '/a/b'],
    ['/a/../b', '/b'],
    ['/a/..', '/'],
    ['/..', '/'],
    ['/a/...', '/a/...'],
    ['/.a/b..', '/.a/b..'],
    ['/a b\n', '/a b\n'],
  ] as const) {
    it(`spells ${JSON.stringify(path)} as ${JSON.stringify(expected)}`, () => {
      expect(absolutePath(path)).to.equal(expected)
    })
  }
  for (const path of ['', '.', 'a', './a', '../a', '~/a', '\0', '/a\0']) {
    it(`refuses ${JSON.stringify(path)}`, () => {
      try {
        absolutePath(path)
        expect.fail('it was accepted')
      } catch (error) {
        expect(isGtError(error, 'GT_PATH_INVALID')).to.equal(true)
      }
    })
  }
})
