import {expect} from 'chai'
import {table} from '@gt-town/command'
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

describe('table', () => {
  it('aligns by what a terminal shows, and leaves no blanks at the end', () => {
    const rows = [
      ['RIG', 'URL', 'STATE'],
      ['漢字', 'x', ''],
      ['web', 'a long one', 'ok'],
    ]
    expect(table(rows)).to.equal('RIG   URL         STATE\n漢字  x\nweb   a long one  ok')
  })
})
