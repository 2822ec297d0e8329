import {expect} from 'chai'
import {spawnSync} from 'node:child_process'
import {nodeWords} from './node-words.js'

describe('withDelayedProgress', function () {
  this.timeout(60_000)

  it('shows long work on a terminal, and takes it away again', () => {
    const {stdout, stderr} = play('terminal', 1500)
    expect(stdout).to.equal('result')
    expect(stderr).to.contain('Looking \\x07').and.not.to.contain('\u0007')
  })

  for (const [title, mode, milliseconds] of [
    ['shows nothing of quick work', 'terminal', 0],
    ['shows nothing when it is silent', 'silent', 1500],
  ] as const) {
    it(title, () => {
      expect(play(mode, milliseconds)).to.deep.equal({stdout: 'result', stderr: ''})
    })
  }

  it('passes on what the work throws, early and late', () => {
    for (const milliseconds of [0, 1500])
      expect(play('terminal', milliseconds, 'throw new Error("no")').stdout).to.equal('no')
  })

  /** A process of its own, since stderr is a stream of the whole process. */
  function play(mode: string, milliseconds: number, end = 'return "result"'): {stdout: string; stderr: string} {
    const script = `import {withDelayedProgress} from '@gt-town/command'
      const result = await withDelayedProgress('${mode}', () => 'Looking \\u0007', async () => {
        await new Promise((resolve) => setTimeout(resolve, ${milliseconds}))
        ${end}
      }).catch((error) => error.message)
      process.stdout.write(result)`
    const node = nodeWords(script)
    const {stdout, stderr} = spawnSync(process.execPath, node, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      env: {PATH: process.env['PATH']},
    })
    return {stdout, stderr}
  }
})
