import {expect} from 'chai'
import {townPlace} from '../../src/domain/town-place.js'

describe('townPlace', () => {
  it('is what one of the two says', () => {
    expect(townPlace('west', undefined, '/srv/ai')).to.equal('/srv/ai')
    expect(townPlace('west', '/srv/ai', undefined)).to.equal('/srv/ai')
    expect(townPlace('west', '/srv/ai', '/srv/ai')).to.equal('/srv/ai')
  })
  it('refuses where neither does, and where they differ', () => {
    expect(() => townPlace('west', undefined, undefined)).to.throw(/neither you nor machines.json/)
    expect(() => townPlace('west', '/a', '/srv/ai'))
      .to.throw('west: machines.json says that its town is /srv/ai, not /a')
      .with.property('code', 'GT_MACHINE_HAS_WORKSPACE')
  })
})
