import {expect} from 'chai'
import {addressOfSession, sessionNameOf} from '../src/index.js'

const addresses = [
  'mayor',
  'beads/happy',
  'beads/happy2',
  'a/b',
  'a_2fb/c',
  'a-b/c.d',
  'r\u00fcg/\u540d',
  'a/b_',
  'a/_',
  'A/b',
]

describe('names of sessions', () => {
  it('hold only what tmux leaves alone, and lead back to their addresses', () => {
    for (const address of addresses) {
      expect(sessionNameOf(address)).to.match(/^[A-Za-z0-9_-]+__$/)
      expect(addressOfSession(sessionNameOf(address))).to.equal(address)
    }
    expect(sessionNameOf('beads/happy')).to.equal('beads_2fhappy__')
  })

  it('are never the beginning of another', () => {
    const names = addresses.map(sessionNameOf)
    for (const name of names) {
      for (const other of names) if (name !== other) expect(other.startsWith(name), `${name} ${other}`).to.equal(false)
    }
  })

  it('are none of what gt does not write', () => {
    for (const name of ['', '__', 'main', 'a_2Fb__', 'a_ff__', 'a.b__', '_61__', 'a b__']) {
      expect(addressOfSession(name), name).to.equal(undefined)
    }
  })
})
