import {expect} from 'chai'
import {levelChecks} from '../../../src/domain/checks/level-checks.js'
import {checkNamed, registered} from '../../fake-checks.js'

describe('levelChecks', () => {
  it('puts a check below all that it requires', () => {
    expect(levels({'a/d': ['a/b', 'a/c'], 'a/b': ['a/a'], 'a/c': [], 'a/a': []})).to.deep.equal([
      ['a/c', 'a/a'],
      ['a/b'],
      ['a/d'],
    ])
  })

  it('does not wait for what nobody has', () => {
    expect(levels({'a/a': ['gone/away']})).to.deep.equal([['a/a']])
  })

  it('shows the way around of checks that require each other', () => {
    const {cycles} = levelled({'a/a': ['a/b'], 'a/b': ['a/c'], 'a/c': ['a/b'], 'a/self': ['a/self']})
    expect([...cycles]).to.deep.equal([
      ['a/b', 'a/b -> a/c -> a/b'],
      ['a/c', 'a/b -> a/c -> a/b'],
      ['a/self', 'a/self -> a/self'],
    ])
  })

  it('loses no check of a circle', () => {
    expect(
      levels({'a/a': ['a/b'], 'a/b': ['a/a']})
        .flat()
        .sort(),
    ).to.deep.equal(['a/a', 'a/b'])
  })
})

function levelled(requires: Record<string, string[]>): ReturnType<typeof levelChecks> {
  return levelChecks(Object.entries(requires).map(([id, ids]) => registered(checkNamed(id, {requires: ids}))))
}

function levels(requires: Record<string, string[]>): string[][] {
  return levelled(requires).levels.map((level) => level.map(({check}) => check.id))
}
