import {expect} from 'chai'
import type {ListedMachine} from '../../src/domain/answers.js'
import {sessionRows} from '../../src/render/session-rows.js'

describe('sessionRows', () => {
  const address = `${'r'.repeat(40)}/${'p'.repeat(40)}`
  const error = `ssh: ${'x'.repeat(100)}`
  const machines: ListedMachine[] = [
    {
      machine: 'local',
      sessions: [{address, shown: address, machine: 'local', attached: 0, state: {state: 'stopped', evidence: 'x'}}],
    },
    {machine: 'west', sessions: [], error},
  ]

  it('never cuts an address, and the rest in a terminal only', () => {
    const [, session, unseen] = sessionRows(machines, 0)
    expect(session?.[0]).to.equal(address)
    expect(unseen?.[1])
      .to.have.length(60)
      .and.to.match(/^unknown: ssh: x+\.\.\.$/)
    expect(sessionRows(machines, 0, true)[2]?.[1]).to.equal(`unknown: ${error}`)
  })
})
