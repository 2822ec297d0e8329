import {expect} from 'chai'
import {execFileSync, spawn, type ChildProcessByStdio} from 'node:child_process'
import {once} from 'node:events'
import type {Readable} from 'node:stream'
import {setTimeout as sleep} from 'node:timers/promises'
import {nodeWords} from './node-words.js'

const argvOf = (body: string): string[] => {
  const script = `import {exitWhenFlushed, guardProcess} from '@gt-town/command'\n${body}`
  return nodeWords(script)
}
const run = (body: string): string =>
  execFileSync(process.execPath, argvOf(body), {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
const start = (body: string): ChildProcessByStdio<null, Readable, null> =>
  spawn(process.execPath, argvOf(body), {cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit']})

describe('guardProcess', () => {
  it('collects what is thrown where nobody can catch it and keeps stdout clean, until it is disposed of', () => {
    const output = run(`
      const guard = guardProcess()
      console.log('NOISE')
      setTimeout(() => { throw new Error('in a timer') })
      Promise.reject(new Error('forgotten'))
      await new Promise((resolve) => setTimeout(resolve, 20))
      guard[Symbol.dispose]()
      console.log(JSON.stringify(guard.uncaughtErrors.toSorted()))
    `)
    expect(output).to.equal('["forgotten","in a timer"]\n')
  })
})

describe('exitWhenFlushed', () => {
  it('ends a process that something keeps alive, with its exit code', () => {
    expect(run(`setInterval(() => {}, 1000); process.exitCode = 0; console.log('done'); exitWhenFlushed()`)).to.equal(
      'done\n',
    )
    expect(() => run(`setInterval(() => {}, 1000); process.exitCode = 3; exitWhenFlushed()`))
      .to.throw()
      .with.property('status', 3)
  })

  it('waits for a reader that takes its time', async () => {
    const size = 1_000_000
    const child = start(`setInterval(() => {}, 1000); process.stdout.write('x'.repeat(${size})); exitWhenFlushed()`)
    await sleep(2500)
    let read = 0
    for await (const chunk of child.stdout) read += (chunk as Buffer).length
    expect(read).to.equal(size)
  })

  it('waits for no reader that is gone', async () => {
    const child = start(`process.stdout.on('error', () => {}); setInterval(() => {}, 1000); process.exitCode = 0
      process.stdout.write('x'.repeat(1_000_000)); exitWhenFlushed()`)
    child.stdout.destroy()
    const [code] = (await once(child, 'exit')) as [number]
    expect(code).to.equal(0)
  })
})
