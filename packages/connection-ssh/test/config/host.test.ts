import {expect} from 'chai'
import {parseHost, parseUser} from '../../src/config/host.js'
import {isGtError} from '@gt-town/contract'

describe('parseHost', () => {
  for (const host of [
    'west',
    'west.example.com',
    'WEST_1',
    '10.0.0.1',
    '::1',
    'fe80::1%eth0',
    'münchen.example',
    'a'.repeat(253),
  ]) {
    it(`takes ${host.slice(0, 20)}`, () => expect(parseHost(host)).to.equal(host))
  }

  for (const [host, rule] of [
    ['', /it is empty/],
    ['-oProxyCommand=id', /must not start with "-"/],
    ['a b', /blanks/],
    ['a\n', /blanks and control/],
    ['a\u0007', /control/],
    ['a\u202eb', /control/],
    ['a;id', /";" is not allowed/],
    ['$(id)', /"\$" is not allowed/],
    ['`id`', /"`" is not allowed/],
    ['a"b', /'"' is not allowed/],
    ["a'b", /"'" is not allowed/],
    ['a\\b', /"\\\\" is not allowed/],
    ['a,b', /"," is not allowed/],
    ['*', /"\*" is not allowed/],
    ['ssh://a', /without ssh:\/\//],
    ['a/b', /"\/" is not allowed/],
    ['[::1]', /without brackets/],
    ['[west]', /"\[" is not allowed/],
    ['me@west', /the user goes apart/],
    ['west:22', /the port goes apart/],
    ['a'.repeat(254), /longer than 253 bytes/],
  ] as const) {
    it(`refuses ${JSON.stringify(host.slice(0, 20))}`, () => {
      expect(() => parseHost(host))
        .to.throw(rule)
        .with.property('code', 'GT_HOST_INVALID')
    })
  }

  it('is wrong usage, and says what would be right', () => {
    try {
      parseHost('')
      expect.fail()
    } catch (error) {
      expect(isGtError(error) && [error.exit, error.hint?.includes('west.example.com')]).to.deep.equal([2, true])
    }
  })
})

describe('parseUser', () => {
  for (const user of ['root', 'al', 'DOMAIN\\al', 'al@example.com', 'a.b-c_d']) {
    it(`takes ${user}`, () => expect(parseUser(user)).to.equal(user))
  }

  for (const user of ['', '-al', 'a b', 'a;id', 'a$b', 'a\\', 'a\n']) {
    it(`refuses ${JSON.stringify(user)}`, () => {
      expect(() => parseUser(user))
        .to.throw()
        .with.property('code', 'GT_USER_INVALID')
    })
  }
})
