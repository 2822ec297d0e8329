import {expect} from 'chai'
import {printable} from '../src/printable.js'

describe('printable', () => {
  for (const [text, shown] of [
    ['plain, ümlaut, 漢字, 🐈', 'plain, ümlaut, 漢字, 🐈'],
    ['\u001b[2Jgone', '\\x1b[2Jgone'],
    ['a\r\nb\tc', 'a\\x0d\\nb\\tc'],
    ['\u009b31m', '\\x9b31m'],
    ['txt\u202egpj', 'txt\\u202egpj'],
  ] as const) {
    it(`shows ${JSON.stringify(text)} as ${shown}`, () => expect(printable(text)).to.equal(shown))
  }

  it('keeps line feeds and tabs on demand, and nothing else', () => {
    expect(printable('a\n\tb\u0007', {lines: true})).to.equal('a\n\tb\\x07')
  })
})
