import {expect} from 'chai'
import {progressMode} from '../src/progress.js'

describe('progressMode', () => {
  const before = {isTTY: process.stderr.isTTY, term: process.env['TERM']}
  afterEach(() => {
    process.stderr.isTTY = before.isTTY
    if (before.term === undefined) delete process.env['TERM']
    else process.env['TERM'] = before.term
  })

  for (const [mode, isTTY, term, json] of [
    ['terminal', true, 'xterm', false],
    ['lines', true, 'dumb', false],
    ['lines', false, 'xterm', false],
    ['silent', true, 'xterm', true],
  ] as const) {
    it(`is ${mode} with TERM=${term}, ${isTTY ? 'a' : 'no'} terminal${json ? ' and --json' : ''}`, () => {
      process.stderr.isTTY = isTTY
      process.env['TERM'] = term
      expect(progressMode({json})).to.equal(mode)
    })
  }
})
