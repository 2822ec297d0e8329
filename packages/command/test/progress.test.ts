import {expect} from 'chai'
import {spawnSync} from 'node:child_process'
import {progressMode} from '../src/progress.js'
import {nodeWords} from './node-words.js'

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

describe('withProgress', () => {
  const reports = ['Receiving objects: 1% (1/100)', 'Receiving objects: 99% (99/100)', 'done \u001b[31m']

  it('prints plain lines on stderr, a counter once', () => {
    expect(play('lines', "return 'result'")).to.deep.equal({
      stdout: 'result',
      stderr: 'Cloning \\x07\n  Receiving objects\n  done \\x1b[31m\n',
    })
  })

  it('prints nothing when it is silent', () => {
    expect(play('silent', "return 'result'")).to.deep.equal({stdout: 'result', stderr: ''})
  })

  it('passes on what the work throws, in every mode', () => {
    for (const mode of ['silent', 'lines', 'terminal']) {
      expect(play(mode, "throw new Error('no')").stdout, mode).to.equal('no')
    }
  })

  it('shows the title and what is going on in a terminal, and keeps stdout clean', () => {
    const {stdout, stderr} = play('terminal', "return 'result'")
    expect(stdout).to.equal('result')
    expect(stderr).to.contain('Cloning').and.not.to.contain('done \u001b[31m')
  })

  it('draws with ASCII alone where the locale is not UTF-8', () => {
    for (const mode of ['lines', 'terminal']) {
      const {stderr} = play(mode, "return 'result'", {LC_ALL: 'C'})
      expect(stderr, mode)
        .to.contain('Cloning')
        .and.to.match(/^[\u0000-\u007f]*$/)
    }
  })

  /** A process of its own, since stderr is a stream of the whole process. */
  function play(mode: string, end: string, env: Record<string, string> = {}): {stdout: string; stderr: string} {
    const script = `import {withProgress} from '@gt-town/command'
      const result = await withProgress(${JSON.stringify(mode)}, 'Cloning \\u0007', async (report) => {
        for (const line of ${JSON.stringify(reports)}) report(line)
        ${end}
      }).catch((error) => error.message)
      process.stdout.write(result)`
    const node = nodeWords(script)
    const {stdout, stderr} = spawnSync(process.execPath, node, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      env: {PATH: process.env['PATH'], ...env},
    })
    return {stdout, stderr}
  }
})
