import {expect} from 'chai'
import {meantBy} from '../../src/why/meant-by.js'

describe('what gt why is asked about', () => {
  const machines = ['west', 'web']

  it('is an address, a machine or a rig, in this order', () => {
    expect(meantBy('west', machines)).to.deep.equal({machine: 'west', subject: {kind: 'town'}})
    expect(meantBy('app', machines)).to.deep.equal({machine: 'local', subject: {kind: 'rig', rig: 'app'}})
    expect(meantBy('web', machines).machine).to.equal('web')
    expect(meantBy('web/', machines)).to.deep.equal({machine: 'local', subject: {kind: 'rig', rig: 'web'}})
    expect(meantBy('local', machines)).to.deep.equal({machine: 'local', subject: {kind: 'town'}})
    expect(meantBy('mayor', machines).subject).to.deep.equal({kind: 'mayor'})
    const subject = {kind: 'polecat', rig: 'app', polecat: 'joy'}
    expect(meantBy('west:app/joy', machines)).to.deep.equal({machine: 'west', subject})
  })

  it('is refused where it can be none of them', () => {
    expect(() => meantBy('east:app/joy', machines)).to.throw('no machine east')
    expect(() => meantBy('a b', machines)).to.throw('cannot name a rig')
    expect(meantBy('east:app/joy', undefined).machine).to.equal('east')
  })
})
