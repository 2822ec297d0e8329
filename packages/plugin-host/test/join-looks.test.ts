import {expect} from 'chai'
import {joinLooks} from '../src/join-looks.js'
import type {LooksQuestion} from '../src/protocol.js'

const place = {hook: 0, index: 1}
const look = (job: number, rigs?: string[], more: Partial<LooksQuestion> = {}): LooksQuestion => ({
  t: 'look',
  job,
  plugin: 'acme',
  place,
  scene: 0,
  ...(rigs && {rigs}),
  ...more,
})

describe('joinLooks', () => {
  it('makes one question of one check on many rigs', () => {
    const messages = [look(1, ['a']), look(2, ['b']), look(3, ['c'])]
    expect(joinLooks(messages)).to.deep.equal([look(1, ['a', 'b', 'c'])])
    expect(messages[0]).to.deep.equal(look(1, ['a']))
  })
  it('keeps apart what differs, and what is of no rig', () => {
    const messages = [
      look(1, ['a']),
      look(2, ['a'], {place: {hook: 0, index: 2}}),
      look(3, ['b'], {plugin: 'other'}),
      look(4, ['c'], {plugin: 'other', scene: 1}),
      look(6, ['d'], {plugin: 'other', scene: 1}),
      look(7),
      look(8),
      {t: 'ping'} as const,
      look(9, ['e']),
    ]
    expect(joinLooks(messages)).to.deep.equal(messages)
  })
})
