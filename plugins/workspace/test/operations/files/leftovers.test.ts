import {MemoryConnection} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {findLeftovers} from '../../../src/operations/files/leftovers.js'

const hour = 3_600_000

describe('findLeftovers', () => {
  it('leaves out what may still be in use', async () => {
    const temporary = '/town/mayor/.state.json.gt-tmp-00'
    const staged = '/town/mayor/staging/one'
    const connection = new MemoryConnection({[temporary]: '', [`${staged}/`]: ''})
    const {mtimeMs} = await connection.stat(staged)
    const at = async (age: number): Promise<string[]> =>
      findLeftovers(connection, {root: '/town', configDir: 'mayor'}, [], mtimeMs + age)
    expect(await at(0.9 * hour)).to.deep.equal([])
    expect(await at(1.1 * hour)).to.deep.equal([temporary])
    expect(await at(25 * hour)).to.deep.equal([temporary, staged])
  })
})
