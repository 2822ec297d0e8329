import type {Health} from '@gt-town/contract'
import {MemoryConnection, type Program} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {ThrottledConnection} from '../src/throttled.js'

describe('ThrottledConnection', () => {
  it('lets only so many programs run at a time, and all of them in the end', async () => {
    let running = 0
    let most = 0
    const program: Program = async (argv) => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      return argv[1] === '3' ? {code: 1} : 'ok'
    }
    const connection = new ThrottledConnection(new MemoryConnection({}, {programs: {git: program}}), 2)
    const words = Array.from({length: 9}, (_, index) => ['git', String(index)])
    const results = await Promise.all(words.map(async (argv) => connection.execute(argv, {effect: 'read'})))
    expect(results.map(({code}) => code)).to.deep.equal([0, 0, 0, 1, 0, 0, 0, 0, 0])
    expect(most).to.equal(2)
  })

  it('counts the question how the machine is, which programs answer', async () => {
    let running = 0
    let most = 0
    class Slow extends MemoryConnection {
      override async probe(): Promise<Health> {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setImmediate(resolve))
        running--
        return super.probe()
      }
    }
    const connection = new ThrottledConnection(new Slow(), 2)
    await Promise.all(Array.from({length: 9}, async () => connection.probe()))
    expect(most).to.equal(2)
  })

  it('goes on after a program that cannot be run', async () => {
    const connection = new ThrottledConnection(new MemoryConnection({}, {programs: {git: () => 'ok'}}), 1)
    const outcomes = await Promise.allSettled(
      ['nothing', 'git', 'nothing', 'git'].map(async (name) => connection.execute([name], {effect: 'read'})),
    )
    expect(outcomes.map(({status}) => status)).to.deep.equal(['rejected', 'fulfilled', 'rejected', 'fulfilled'])
  })
})
