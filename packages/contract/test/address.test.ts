import {isGtError} from '../src/error.js'
import {nameProblem} from '../src/name.js'
import {parseAddress, parsePolecatAddress, printAddress, type Address} from '../src/address.js'
import {expect} from 'chai'
import {dirname, join} from 'node:path'
import {random} from '../../../test/e2e/damage/random.js'

describe('parseAddress', () => {
  const understood: [string, Address][] = [
    ['beads/happy', {kind: 'polecat', machine: 'local', rig: 'beads', polecat: 'happy'}],
    ['west:beads/happy', {kind: 'polecat', machine: 'west', rig: 'beads', polecat: 'happy'}],
    ['local:beads/happy', {kind: 'polecat', machine: 'local', rig: 'beads', polecat: 'happy'}],
    ['beads/', {kind: 'rig', machine: 'local', rig: 'beads'}],
    ['west:beads/', {kind: 'rig', machine: 'west', rig: 'beads'}],
    ['mayor', {kind: 'mayor'}],
    ['mayor/', {kind: 'mayor'}],
    ['größe/日本', {kind: 'polecat', machine: 'local', rig: 'größe', polecat: '日本'}],
  ]
  for (const [text, address] of understood) {
    it(`understands ${text}`, () => {
      expect(parseAddress(text)).to.deep.equal(address)
    })
  }

  const refused: [string, RegExp][] = [
    ['', /no "\/"/],
    ['beads', /no "\/"/],
    ['west:beads', /no "\/"/],
    ['/', /the rig "": it is empty/],
    ['/happy', /the rig "": it is empty/],
    [':beads/happy', /the machine "": it is empty/],
    ['a:b:c/d', /more than one ":"/],
    ['beads/happy/x', /more than one "\/"/],
    ['beads//happy', /more than one "\/"/],
    ['beads/../x', /more than one "\/"/],
    ['../happy', /the rig "..": it must start/],
    ['beads/..', /the polecat "..": it must start/],
    ['beads/ha ppy', /the polecat "ha ppy": a blank/],
    ['be\nads/happy', /the rig/],
    ['-x:beads/happy', /the machine "-x"/],
    ['LOCAL:beads/happy', /the machine "LOCAL": this word is reserved/],
    ['mayor/happy', /the rig "mayor": this word is reserved/],
    ['west:mayor', /no "\/"/],
    ['west:mayor/', /the rig "mayor": this word is reserved/],
    ['beads/mail', /the polecat "mail": this word is reserved/],
    ['beads/refinery', /the polecat "refinery": this word is reserved/],
    [`${'x'.repeat(65)}/a`, /longer than 64/],
  ]
  for (const [text, reason] of refused) {
    it(`refuses ${JSON.stringify(text.slice(0, 30))}`, () => {
      const error = thrownBy(() => parseAddress(text))
      expect(isGtError(error, 'GT_ADDRESS_INVALID') && error.exit).to.equal(2)
      expect(error).to.have.property('message').that.matches(reason)
      expect(error).to.have.property('hint').that.includes('[machine:]rig/polecat')
    })
  }

  it('reads back what it printed, and prints back what it read', () => {
    const random = generator(20_261_123)
    for (let round = 0; round < 3000; round++) {
      const address = randomAddress(random)
      const text = printAddress(address)
      expect(parseAddress(text), text).to.deep.equal(address)
      expect(printAddress(parseAddress(text))).to.equal(text)
    }
  })

  it('never throws anything but its own error, and accepts only what prints as itself', () => {
    const random = generator(7)
    const pieces = ['a', 'mayor', 'local', '/', ':', '..', ' ', '\0', 'ü', '-', '🐈', '']
    for (let round = 0; round < 3000; round++) {
      const text = Array.from({length: Math.floor(random() * 7)}, () => pick(pieces, random)).join('')
      const error = thrownBy(() => {
        const printed = printAddress(parseAddress(text))
        expect([printed, `local:${printed}`, `${printed}/`]).to.include(text)
      })
      if (error !== undefined) expect(error).to.have.property('code', 'GT_ADDRESS_INVALID')
    }
  })
})

describe('what parseAddress accepts', () => {
  const scraps = [
    'a',
    'Z',
    '7',
    'ü',
    'u\u0308',
    '日',
    '🐈',
    '.',
    '..',
    '-',
    '_',
    '~',
    '%2e',
    '\\',
    '\0',
    '\n',
    ' ',
    '\u2028',
    '\u202e',
  ]
  const marks = [
    '/',
    '//',
    ':',
    '/../',
    './',
    'mayor',
    'local',
    '.gastown',
    'refinery',
    'mail',
    '\uff0f',
    '\u2044',
    '\ud800',
    '\ufeff',
  ]

  it('stays in its folder, whatever is thrown at it', () => {
    const {below, pick: draw, bytes} = random(20_261_124)
    let accepted = 0
    for (let round = 0; round < 8000; round++) {
      const words = Array.from({length: 1 + below(4)}, () => draw(scraps)).join('')
      const shapes = [words, `${words}/${draw(scraps)}`, `a/${words}`, `${words}:a/b`, `a:b/${words}`, `${words}/`]
      const noise = bytes(1 + below(8)).toString(draw(['utf8', 'latin1']))
      const text = draw([...shapes, `${draw(marks)}${words}`, `${words}${draw(marks)}${words}`, noise, `a/${noise}`])
      const address = read(text)
      if (address === undefined || address.kind === 'mayor') continue
      accepted++
      const parts = [address.rig, ...(address.kind === 'polecat' ? [address.polecat] : [])]
      const path = join('/town', ...parts)
      expect(path, JSON.stringify(text)).to.equal(`/town/${parts.join('/')}`)
      for (const part of [address.machine, ...parts]) {
        expect(dirname(join('/town', part)), JSON.stringify(text)).to.equal('/town')
        expect(part, JSON.stringify(text))
          .to.match(/^[\p{L}\p{Nd}]/u)
          .and.not.to.match(/[\p{C}\p{Z}/\\:~%]/u)
        expect(part.normalize('NFC')).to.equal(part)
      }
      for (const part of parts) expect(part).not.to.match(/^(mayor|\.gastown|refinery|mail)$/i)
      expect(parseAddress(printAddress(address)), JSON.stringify(text)).to.deep.equal(address)
    }
    expect(accepted).to.be.greaterThan(300)
  })

  function read(text: string): Address | undefined {
    try {
      return parseAddress(text)
    } catch (error) {
      expect(isGtError(error, 'GT_ADDRESS_INVALID'), JSON.stringify(text)).to.equal(true)
      return undefined
    }
  }
})

describe('parsePolecatAddress', () => {
  it('wants one polecat', () => {
    expect(parsePolecatAddress('beads/happy').polecat).to.equal('happy')
    for (const text of ['mayor', 'beads/', 'west:beads/']) {
      expect(thrownBy(() => parsePolecatAddress(text)))
        .to.have.property('message')
        .that.matches(/one polecat/)
    }
  })
})

function randomAddress(random: () => number): Address {
  const kind = pick(['mayor', 'rig', 'polecat'] as const, random)
  if (kind === 'mayor') return {kind}
  const machine = random() < 0.5 ? 'local' : randomName('machine', random)
  const rig = randomName('rig', random)
  return kind === 'rig' ? {kind, machine, rig} : {kind, machine, rig, polecat: randomName('polecat', random)}
}

function randomName(kind: 'machine' | 'rig' | 'polecat', random: () => number): string {
  const letters = ['a', 'Z', '0', 'é', '日', 'ß', '.', '-', '_']
  for (;;) {
    const name = Array.from({length: 1 + Math.floor(random() * 12)}, () => pick(letters, random)).join('')
    if (nameProblem(kind, name) === undefined) return name
  }
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)] as T
}

/** The same numbers on every run (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function thrownBy(work: () => unknown): unknown {
  try {
    work()
    return undefined
  } catch (error) {
    return error
  }
}
