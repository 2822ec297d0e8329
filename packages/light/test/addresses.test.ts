import {expect} from 'chai'
import {addressNames} from '../src/addresses.js'

describe('addresses, part by part', () => {
  const parts = {
    machines: () => [{value: 'west'}],
    rigs: (machine: string | undefined) => [{value: machine === undefined ? 'web' : 'far'}],
    polecats: (machine: string | undefined, rig: string) => [{value: `${machine ?? 'here'}-${rig}`}],
    others: () => [{value: 'mayor'}],
  }
  const values = (word: string): string[] => addressNames(word, parts).map(({value}) => value)

  it('begin with everybody who has no part before, rigs and machines', () => {
    expect(values('')).to.deep.equal(['mayor', 'web/', 'west:'])
    expect(values('we')).to.deep.equal(['mayor', 'web/', 'west:'])
  })
  it('go on with the rigs of a machine', () => {
    expect(values('west:')).to.deep.equal(['west:mayor', 'west:far/'])
  })
  it('end with a polecat', () => {
    expect(values('web/h')).to.deep.equal(['web/here-web'])
    expect(values('west:far/')).to.deep.equal(['west:far/west-far'])
  })
})
