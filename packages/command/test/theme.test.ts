import {expect} from 'chai'
import {themeOf} from '../src/theme.js'

const red = (stream: {isTTY?: boolean}, env: Record<string, string>): string => themeOf(stream, env).paint.red('x')
const coloured = '\u001b[31mx\u001b[39m'

describe('themeOf', () => {
  for (const [title, stream, env, shown] of [
    ['a terminal', {isTTY: true}, {}, coloured],
    ['a terminal with an empty NO_COLOR', {isTTY: true}, {NO_COLOR: ''}, coloured],
    ['a terminal with NO_COLOR', {isTTY: true}, {NO_COLOR: '1'}, 'x'],
    ['a dumb terminal', {isTTY: true}, {TERM: 'dumb'}, 'x'],
    ['a pipe', {}, {}, 'x'],
    ['a pipe, whatever TERM says', {isTTY: false}, {TERM: 'xterm-256color'}, 'x'],
  ] as const) {
    it(`gives ${title} ${shown === 'x' ? 'no colour' : 'colour'}`, () => {
      expect(red(stream, env)).to.equal(shown)
    })
  }

  for (const [env, pass] of [
    [{}, '✓'],
    [{LANG: 'de_DE.UTF-8'}, '✓'],
    [{LANG: 'C.utf8'}, '✓'],
    [{LANG: 'C'}, '+'],
    [{LC_ALL: 'C', LANG: 'de_DE.UTF-8'}, '+'],
    [{LC_ALL: '', LC_CTYPE: 'POSIX', LANG: 'de_DE.UTF-8'}, '+'],
  ] as const) {
    it(`marks a pass with ${pass} where the locale is ${JSON.stringify(env)}`, () => {
      expect(themeOf({}, env).symbols.pass).to.equal(pass)
    })
  }

  it('knows the width of a terminal, and of nothing else', () => {
    expect(themeOf({isTTY: true, columns: 120}, {}).width).to.equal(120)
    expect(themeOf({isTTY: true}, {}).width).to.equal(80)
    expect(themeOf({columns: 120}, {}).width).to.equal(undefined)
  })
})
