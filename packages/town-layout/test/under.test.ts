import {expect} from 'chai'
import {under} from '../src/index.js'

describe('under', () => {
  it('joins names below a folder, also below the root', () => {
    expect(under('/town', 'mayor', 'config.json')).to.equal('/town/mayor/config.json')
    expect(under('/', 'town')).to.equal('/town')
  })
})
