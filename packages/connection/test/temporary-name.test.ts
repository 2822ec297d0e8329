import {expect} from 'chai'
import {isTemporaryName, isTemporaryOf, temporaryBytes, temporaryPath} from '../src/implementing/temporary-name.js'
import {basename} from 'node:path'

const chance = Buffer.from('0123456789ab', 'hex')

describe('temporaryPath', () => {
  it('is hidden, beside its target, and known by its name', () => {
    expect(chance).to.have.length(temporaryBytes)
    const path = temporaryPath('/town/mayor/state.json', chance)
    expect(path).to.equal('/town/mayor/.state.json.gt-tmp-0123456789ab')
    expect(isTemporaryOf('/town/mayor/state.json', basename(path))).to.equal(true)
    expect(isTemporaryName(basename(path))).to.equal(true)
  })

  it('is not too long for a file system, and known all the same', () => {
    const target = `/town/${'x'.repeat(255)}`
    const name = basename(temporaryPath(target, chance))
    expect(name.length).to.be.below(100)
    expect(isTemporaryOf(target, name)).to.equal(true)
  })

  it('is nothing that others may have made', () => {
    for (const name of [
      '.state.json.gt-tmp-0123',
      '.state.json.gt-tmp-0123456789aX',
      '.other.gt-tmp-0123456789ab',
      'state.json',
    ])
      expect(isTemporaryOf('/town/mayor/state.json', name), name).to.equal(false)
    for (const name of ['state.json.gt-tmp-0123456789ab', '.gt-tmp-', '.a.gt-tmp-xyz', 'gt-tmp-0a'])
      expect(isTemporaryName(name), name).to.equal(false)
  })
})
