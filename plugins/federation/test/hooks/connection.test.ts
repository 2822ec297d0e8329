import {isGtError} from '@gt-town/contract'
import {expect} from 'chai'
import hook from '../../src/hooks/connection.js'

type Answer = (question: {machine: string}) => Promise<{machine: string}>
const answer = hook as unknown as Answer

describe('gt:connection', () => {
  it('is answered for this machine', async () => {
    expect((await answer({machine: 'local'})).machine).to.equal('local')
  })
  it('is refused for any other, as a mistake of the caller', async () => {
    const error = await answer({machine: 'west'}).catch((thrown: unknown) => thrown)
    expect(isGtError(error, 'GT_MACHINE_NOT_FOUND') && error.exit).to.equal(2)
    expect(error).to.have.property('message', 'there is no machine "west"')
  })
})
