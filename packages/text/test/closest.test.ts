import {closest, didYouMean} from '../src/closest.js'
import {expect} from 'chai'

describe('closest', () => {
  const commands = ['doctor', 'install', 'rig add', 'status', 'mail']
  for (const [word, expected] of [
    ['docter', 'doctor'],
    ['dcotor', 'doctor'],
    ['instal', 'install'],
    ['STATUS', 'status'],
    ['sttaus', 'status'],
    ['mial', 'mail'],
    ['rig ad', 'rig add'],
    ['inst', 'install'],
    ['in', undefined],
    ['doctor', 'doctor'],
    ['xyzzy', undefined],
    ['', undefined],
    ['x'.repeat(5000), undefined],
  ] as const) {
    it(`finds ${String(expected)} for ${JSON.stringify(word.slice(0, 20))}`, () => {
      expect(closest(word, commands)).to.equal(expected)
    })
  }
  it('prefers the first by name among equally near ones, in whatever order they come', () => {
    expect(closest('bat', ['cat', 'rat', 'hat'])).to.equal('cat')
    expect(closest('bat', ['rat', 'hat', 'cat'])).to.equal('cat')
  })
  it('finds nothing among nothing', () => {
    expect(closest('a', [])).to.equal(undefined)
  })
})

describe('didYouMean', () => {
  it('asks for the near one', () => {
    expect(didYouMean('bedas', ['beads', 'web'], 'rig')).to.equal('did you mean beads?')
  })
  it('lists what there is when none is near', () => {
    expect(didYouMean('xyzzy', ['web', 'beads'], 'rig')).to.equal('known: beads, web')
  })
  it('lists eight at most', () => {
    const many = Array.from({length: 10}, (_, index) => `rig-number-${index}`)
    expect(didYouMean('xyzzy', many, 'rig')).to.match(/rig-number-7 and 2 more$/)
  })
  it('says that there is none', () => {
    expect(didYouMean('beads', [], 'rig')).to.equal('there is no rig yet')
  })
})
