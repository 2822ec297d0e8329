import {expect} from 'chai'
import {includedIn, nameMatcher} from '../../src/config/includes.js'

const names = ['a.conf', 'b.conf', 'bconf', '.hidden.conf', 'a1']

describe('Include of ssh_config', () => {
  it('names files, with or without quotes', () => {
    expect(includedIn('Include one "two words"\n  include=three\n#Include four\nHost include\n')).to.deep.equal([
      'one',
      'two words',
      'three',
    ])
  })

  for (const [pattern, wanted] of [
    ['*.conf', ['a.conf', 'b.conf']],
    ['.*', ['.hidden.conf']],
    ['[ab].conf', ['a.conf', 'b.conf']],
    ['a?', ['a1']],
    ['[', []],
    ['[z-a]', []],
  ] as const) {
    it(`${pattern} means ${wanted.join(', ') || 'nothing'}`, () => {
      expect(names.filter(nameMatcher(pattern))).to.deep.equal(wanted)
    })
  }
})
