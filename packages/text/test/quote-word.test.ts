import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {quoteIfNeeded, quoteWord} from '../src/index.js'

const words = [
  '',
  'plain',
  "it's",
  "''",
  '$HOME',
  '`id`',
  'a b',
  '\\',
  '"',
  '*',
  '~',
  '!x',
  'two\nlines',
  '-n',
  'ü',
  '#',
  'a;b&c|d',
]

describe('quoteWord', () => {
  for (const quote of [quoteWord, quoteIfNeeded]) {
    it(`makes one word of anything: ${quote.name}`, () => {
      const script = `for word in ${words.map(quote).join(' ')}; do printf '%s\\0' "$word"; done`
      const printed = execFileSync('sh', ['-c', script], {encoding: 'utf8'})
      expect(printed.split('\0').slice(0, -1)).to.deep.equal(words)
    })
  }

  it('leaves alone what needs no quotes, where it is for people', () => {
    expect(['git', '--depth=1', './a/b_c.d', 'user@host:x', '1,2', '50%', 'a+b'].map(quoteIfNeeded)).to.deep.equal([
      'git',
      '--depth=1',
      './a/b_c.d',
      'user@host:x',
      '1,2',
      '50%',
      'a+b',
    ])
    expect(quoteIfNeeded('~/a b')).to.equal("'~/a b'")
  })
})
