import {ConnectionLostError} from '@gt-town/contract'
import type {MemoryConnection} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {LossTrackingConnection} from '../src/loss-tracking.js'
import {everyCall, machine} from './every-call.js'

describe('LossTrackingConnection', () => {
  for (const [method, call] of Object.entries(everyCall)) {
    it(`knows that the link was lost during ${method}`, async () => {
      const lost = new ConnectionLostError('west', true)
      const connection = new LossTrackingConnection(lostAt(lost))
      expect(await call(connection).catch((error: unknown) => error)).to.equal(lost)
      expect(connection.loss).to.equal(lost)
    })
  }

  it('knows nothing of other errors, and keeps the first loss', async () => {
    const connection = new LossTrackingConnection(machine())
    await connection.readFile('/nowhere').catch(() => undefined)
    expect(connection.loss).to.equal(undefined)
  })
})

/** A machine whose link is lost whatever is asked of it. */
function lostAt(lost: ConnectionLostError): MemoryConnection {
  const connection = machine()
  for (const method of Object.keys(everyCall)) {
    Object.defineProperty(connection, method, {value: async () => Promise.reject(lost)})
  }
  return connection
}
