import {expect} from 'chai'
import {townRoot} from '../../../src/domain/town/town-root.js'

describe('townRoot', () => {
  it('is what one of the two says', () => {
    expect(townRoot('west', undefined, '/srv/ai')).to.equal('/srv/ai')
    expect(townRoot('west', '/srv/ai', undefined)).to.equal('/srv/ai')
    expect(townRoot('west', '/srv/ai', '/srv/ai')).to.equal('/srv/ai')
  })
  it('refuses where neither does, and where they differ', () => {
    expect(() => townRoot('west', undefined, undefined)).to.throw(/neither you nor machines.json/)
    expect(() => townRoot('west', '/a', '/srv/ai'))
      .to.throw('west: machines.json says that its town is /srv/ai, not /a')
      .with.property('code', 'GT_MACHINE_HAS_WORKSPACE')
  })
})
