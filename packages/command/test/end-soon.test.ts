import {expect} from 'chai'
import {execFileSync} from 'node:child_process'

const run = (body: string): string => {
  const script = `import {endSoon} from '@gt-town/command'\n${body}`
  const node = ['--conditions=gt-source', '--import=tsx', '--input-type=module', '--eval', script]
  return execFileSync(process.execPath, node, {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

describe('endSoon', () => {
  it('ends a process that something keeps alive, with its exit code', () => {
    expect(run(`setInterval(() => {}, 1000); process.exitCode = 0; console.log('done'); endSoon()`)).to.equal('done\n')
    expect(() => run(`setInterval(() => {}, 1000); process.exitCode = 3; endSoon()`))
      .to.throw()
      .with.property('status', 3)
  })
})
