import {expect} from 'chai'
import {createHmac, randomBytes} from 'node:crypto'
import {HashedNames} from '../../src/trust/hashed-names.js'

describe('HashedNames', () => {
  it('finds what node:crypto hashes alike, whatever the length of the name', () => {
    for (const length of [1, 17, 54, 55, 56, 63, 64, 119, 120, 255]) {
      const name = randomBytes(length)
      const names = new HashedNames()
      for (let line = 0; line < 50; line++) {
        const salt = randomBytes(20)
        const hashed = line % 7 === 3 ? name : randomBytes(length + 1)
        names.add(salt.toString('base64'), createHmac('sha1', salt).update(hashed).digest('base64'), line)
      }
      expect(names.matching(name), String(length)).to.deep.equal([3, 10, 17, 24, 31, 38, 45])
    }
  })
})
