import {fail, pass, warn, type DoctorCheck, type WorkspaceService} from '@gt-town/contract'
import {MemoryConnection} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {waitUntilHealthy, type WaitOptions} from '../../src/use-cases/wait-until-healthy.js'
import {environmentCheck} from '../fake-checks.js'
import {linesOf} from './fake-town.js'

const nowhere = {locate: async () => Promise.resolve({found: false, looked: []})} as unknown as WorkspaceService

async function wait(
  checks: DoctorCheck[],
  options: Partial<WaitOptions> & {signal?: AbortSignal} = {},
): Promise<string[]> {
  const answers = {answers: [{plugin: 'acme', version: '1', value: checks}], failures: []}
  const subject = {connection: new MemoryConnection({}), service: nowhere, where: () => ({from: '/'}), answers}
  const {signal = new AbortController().signal, ...more} = options
  const look = {fix: false, only: [], skip: ['doctor/*'], deep: false, signal}
  return linesOf(await waitUntilHealthy(subject, look, {waitMs: 60_000, strict: false, ...more}))
}

/** Passes from the given look on. */
function passesAt(id: string, at: number, before = fail('not yet')): DoctorCheck & {looks: number} {
  const check = {
    ...environmentCheck(id),
    looks: 0,
    run: async () => Promise.resolve(++check.looks >= at ? pass() : before),
  }
  return check
}

describe('waitUntilHealthy', function () {
  this.timeout(20_000)

  it('looks once where all is well', async () => {
    const check = passesAt('acme/a', 1)
    expect(await wait([check])).to.deep.equal(['pass acme/a: acme/a holds'])
    expect(check.looks).to.equal(1)
  })

  it('looks again only at what fails, and at everything once that passes', async () => {
    const [well, late] = [passesAt('acme/well', 1), passesAt('acme/late', 3)]
    const told: string[][] = []
    const lines = await wait([well, late], {onWait: (checks) => told.push([...checks])})
    expect(lines).to.deep.equal(['pass acme/late: acme/late holds', 'pass acme/well: acme/well holds'].reverse())
    expect([well.looks, late.looks]).to.deep.equal([2, 4])
    expect(told).to.deep.equal([['acme/late'], ['acme/late']])
  })

  it('waits for what could not be told, and for warnings with strict only', async () => {
    let looks = 0
    const throws = environmentCheck('acme/throws', {
      run: async () => (++looks < 2 ? Promise.reject(new Error('boom')) : Promise.resolve(pass())),
    })
    expect(await wait([throws])).to.deep.equal(['pass acme/throws: acme/throws holds'])
    const odd = () => passesAt('acme/odd', 2, warn('odd'))
    expect(await wait([odd()])).to.deep.equal(['warn acme/odd: odd'])
    expect(await wait([odd()], {strict: true})).to.deep.equal(['pass acme/odd: acme/odd holds'])
  })

  it('cuts a look that hangs at the deadline: the first becomes a timeout, a later one does not count', async () => {
    const hangs = environmentCheck('acme/hangs', {run: async () => new Promise(() => undefined)})
    const [cut = '', ...more] = await wait([hangs], {waitMs: 200})
    // What is left of the time when the check starts.
    expect(cut).to.match(/^timeout acme\/hangs: took longer than 0\.\d+ s$/)
    expect(more).to.deep.equal([])
    let looks = 0
    const later = environmentCheck('acme/later', {
      run: async () => (++looks === 1 ? Promise.resolve(fail('first')) : new Promise(() => undefined)),
    })
    expect(await wait([later], {waitMs: 1500})).to.deep.equal(['fail acme/later: first'])
    expect(looks).to.equal(2)
  })

  it('throws when it is interrupted, also between two looks', async () => {
    const controller = new AbortController()
    const onWait = () => setImmediate(() => controller.abort())
    const error = await wait([passesAt('acme/never', Infinity)], {onWait, signal: controller.signal}).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).to.include({code: 'GT_ABORTED'})
  })
})
