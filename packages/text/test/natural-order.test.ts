import {expect} from 'chai'
import {naturally} from '../src/natural-order.js'

describe('the natural order of names', () => {
  it('counts as people do', () => {
    const names = ['r10', 'r2', 'R3', 'r1', 'web-2.10', 'web-2.9', 'größe', 'a', 'B', 'r02']
    expect([...names].sort(naturally)).to.deep.equal([
      ...['a', 'B', 'größe', 'r1', 'r02', 'r2', 'R3', 'r10', 'web-2.9', 'web-2.10'],
    ])
  })

  it('of numbers longer than a number can be', () => {
    expect(naturally(`x${'9'.repeat(30)}`, `x1${'0'.repeat(30)}`)).to.be.lessThan(0)
  })

  it('tells no two names to be one', () => {
    expect(naturally('r02', 'r2')).not.to.equal(0)
    expect(naturally('R2', 'r2')).not.to.equal(0)
    expect(naturally('same', 'same')).to.equal(0)
  })
})
