import {expect} from 'chai'
import {isRunId, runId} from '../src/run-id.js'

describe('runId', () => {
  const moment = new Date('2026-03-04T05:06:59.789Z')

  it('is the second, and something by chance', () => {
    expect(runId(moment, undefined, 0)).to.equal('20260304T050659Z-0000')
    expect(runId(moment, '20260304T050658Z-ffff', 0.5)).to.equal('20260304T050659Z-4000')
  })

  it('sorts after the newest one, in one second, where the clock went back, and where a second is full', () => {
    for (const newest of [
      '20260304T050659Z-0000',
      '20260304T050659Z-fffe',
      '20260304T050659Z-ffff',
      '20261231T235959Z-ffff',
    ]) {
      for (const chance of [0, 0.5, 0.999999]) {
        const id = runId(moment, newest, chance)
        expect(isRunId(id), id).to.equal(true)
        expect(id > newest, `${id} after ${newest}`).to.equal(true)
      }
    }
    expect(runId(moment, '20261231T235959Z-ffff', 0)).to.equal('20270101T000000Z-0000')
  })
})
