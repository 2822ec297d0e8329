import {expect} from 'chai'
import {mergeCheckRequests} from '../src/merge-check-requests.js'
import type {RunCheckRequest} from '../src/protocol.js'

const place = {hook: 0, index: 1}
const request = (attempt: number, rigs?: string[], more: Partial<RunCheckRequest> = {}): RunCheckRequest => ({
  t: 'run-check',
  attempt,
  plugin: 'acme',
  place,
  context: 0,
  ...(rigs && {rigs}),
  ...more,
})

describe('mergeCheckRequests', () => {
  it('makes one request of one check on many rigs', () => {
    const messages = [request(1, ['a']), request(2, ['b']), request(3, ['c'])]
    expect(mergeCheckRequests(messages)).to.deep.equal([request(1, ['a', 'b', 'c'])])
    expect(messages[0]).to.deep.equal(request(1, ['a']))
  })
  it('keeps apart what differs, and what is of no rig', () => {
    const messages = [
      request(1, ['a']),
      request(2, ['a'], {place: {hook: 0, index: 2}}),
      request(3, ['b'], {plugin: 'other'}),
      request(4, ['c'], {plugin: 'other', context: 1}),
      request(6, ['d'], {plugin: 'other', context: 1}),
      request(7),
      request(8),
      {t: 'ping'} as const,
      request(9, ['e']),
    ]
    expect(mergeCheckRequests(messages)).to.deep.equal(messages)
  })
})
