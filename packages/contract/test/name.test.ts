import {foldName, nameProblem, parseName, type NameKind} from '../src/name.js'
import {isGtError} from '../src/error.js'
import {expect} from 'chai'

const kinds: NameKind[] = ['rig', 'polecat', 'machine']

describe('parseName', () => {
  for (const name of [
    'a',
    '7',
    'beads',
    'web-2',
    'a.b_c',
    'größe',
    '日本',
    'Ω',
    'a..b',
    'x'.repeat(64),
    'क्षत्रिय',
    '١',
  ]) {
    it(`accepts ${name}`, () => {
      for (const kind of kinds) expect(parseName(kind, name)).to.equal(name)
    })
  }

  const refused: [string, RegExp][] = [
    ['', /empty/],
    ['..', /start with a letter or a digit/],
    ['.hidden', /start with/],
    ['-oProxyCommand=x', /start with/],
    ['_a', /start with/],
    ['a/b', /"\/" is not allowed/],
    ['a\\b', /"\\\\" is not allowed/],
    ['a:b', /":" is not allowed/],
    ['a b', /a blank is not allowed/],
    ['a\tb', /U\+0009 is not allowed/],
    ['a\nb', /U\+000A is not allowed/],
    ['a\0b', /U\+0000 is not allowed/],
    ['a\u00a0b', /U\+00A0 is not allowed/],
    ['a\u202eb', /U\+202E is not allowed/],
    ['a🐈', /U\+1F408 is not allowed/],
    ['a*', /"\*" is not allowed/],
    ['a$b', /"\$" is not allowed/],
    ['gro\u0308ße', /NFC/],
    ['x'.repeat(65), /longer than 64 characters/],
    ['𠀀'.repeat(51), /longer than 200 bytes/],
  ]
  for (const [name, reason] of refused) {
    it(`refuses ${JSON.stringify(name.slice(0, 20))}: ${reason.source}`, () => {
      for (const kind of kinds) expect(nameProblem(kind, name)).to.match(reason)
    })
  }

  const reserved: [NameKind, string][] = [
    ['rig', 'mayor'],
    ['rig', 'Mayor'],
    ['rig', '.gastown'],
    ['rig', 'local'],
    ['rig', 'checks'],
    ['rig', 'explain'],
    ['rig', 'UNDO'],
    ['rig', 'runs'],
    ['rig', 'new'],
    ['polecat', 'refinery'],
    ['polecat', 'mail'],
    ['polecat', '.gastown'],
    ['machine', 'local'],
    ['machine', 'LOCAL'],
  ]
  for (const [kind, name] of reserved) {
    it(`keeps ${name} from naming a ${kind}`, () => {
      expect(nameProblem(kind, name)).to.equal('this word is reserved')
    })
  }

  it('reserves a word only where it means something', () => {
    expect(nameProblem('machine', 'mayor')).to.equal(undefined)
    expect(nameProblem('polecat', 'local')).to.equal(undefined)
    expect(nameProblem('rig', 'refinery')).to.equal(undefined)
  })

  it('throws a usage error that shows what a name may be', () => {
    try {
      parseName('rig', 'a b')
      expect.fail('it was accepted')
    } catch (error) {
      if (!isGtError(error, 'GT_NAME_INVALID')) throw error
      expect(error.exit).to.equal(2)
      expect(error.message).to.equal('"a b" cannot name a rig: a blank is not allowed')
      expect(error.hint).to.match(/letters and digits/)
    }
  })
})

describe('foldName', () => {
  it('takes names for the same that differ only in case', () => {
    for (const [a, b] of [
      ['Beads', 'bEADS'],
      ['GRÖßE', 'größe'],
      ['straße', 'STRASSE'],
      ['ﬁne', 'FINE'],
    ] as const) {
      expect(foldName(a)).to.equal(foldName(b))
    }
  })
  it('keeps others apart', () => {
    expect(foldName('a.b')).to.not.equal(foldName('a_b'))
  })
})
