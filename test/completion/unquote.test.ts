import {expect} from 'chai'
import {unquote} from '../../src/completion/unquote.js'

describe('a word as it was typed', () => {
  const cases: readonly [string, string][] = [
    ['web', 'web'],
    ["'web 2", 'web 2'],
    ['"web 2"', 'web 2'],
    [String.raw`web\ 2`, 'web 2'],
    [String.raw`"a\"b\c"`, String.raw`a"b\c`],
    [String.raw`'a\'`, String.raw`a\ `.trim()],
    ['größe', 'größe'],
    ['$(touch x)', '$(touch x)'],
    ['`x`$HOME', '`x`$HOME'],
    ['\\', '\\'],
    ['', ''],
  ]
  for (const [typed, text] of cases) {
    it(JSON.stringify(typed), () => {
      expect(unquote(typed)).to.equal(text)
    })
  }
})
