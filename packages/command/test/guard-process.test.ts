import {expect} from 'chai'
import {execFileSync} from 'node:child_process'

const run = (body: string): string => {
  const script = `import {endSoon, guardProcess} from '@gt-town/command'\n${body}`
  const node = ['--conditions=gt-source', '--import=tsx', '--input-type=module', '--eval', script]
  return execFileSync(process.execPath, node, {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

describe('guardProcess', () => {
  it('collects what is thrown behind our back and keeps stdout clean, until it is disposed of', () => {
    const output = run(`
      const guard = guardProcess()
      console.log('NOISE')
      setTimeout(() => { throw new Error('in a timer') })
      Promise.reject(new Error('forgotten'))
      await new Promise((resolve) => setTimeout(resolve, 20))
      guard[Symbol.dispose]()
      console.log(JSON.stringify(guard.strayErrors.toSorted()))
    `)
    expect(output).to.equal('["forgotten","in a timer"]\n')
  })
})

describe('endSoon', () => {
  it('ends a process that something keeps alive, with its exit code', () => {
    expect(run(`setInterval(() => {}, 1000); process.exitCode = 0; console.log('done'); endSoon()`)).to.equal('done\n')
    expect(() => run(`setInterval(() => {}, 1000); process.exitCode = 3; endSoon()`))
      .to.throw()
      .with.property('status', 3)
  })
})
