import {expect} from 'chai'
import {RunProgress} from '../../../src/domain/checks/run-progress.js'
import {checkNamed, targetOf, rigCheck} from '../../fake-checks.js'

describe('Looking', () => {
  it('counts what has begun, and names what is waited for', () => {
    const [a, b, c] = [
      targetOf(checkNamed('acme/a')),
      targetOf(rigCheck('acme/b'), {rig: 'beads'}),
      targetOf(checkNamed('acme/c')),
    ]
    const looking = new RunProgress()
    expect(looking.text()).to.equal('Looking')
    looking.begin([a, b, c])
    looking.end(a)
    expect(looking.text()).to.equal('Looking: 1 of 3 checks, waiting for acme/b of beads and 1 more')
    looking.end(b)
    expect(looking.text()).to.equal('Looking: 2 of 3 checks, waiting for acme/c')
  })
})
