import {expect} from 'chai'
import {validateCheck} from '../../../src/domain/checks/validate-check.js'
import {checkNamed} from '../../fake-checks.js'

describe('validateCheck', () => {
  it('accepts a check with all it may have', () => {
    const check = {
      ...checkNamed('acme/db'),
      fix: async () => Promise.resolve(),
      description: 'd',
      remedy: 'r',
      docsUrl: 'https://example.com',
      requires: ['workspace/config'],
      timeoutMs: 5,
      deep: true,
    }
    expect(validateCheck(check)).to.deep.equal({ok: true, check, unknownKeys: []})
  })

  it('names keys it does not know', () => {
    const check = {...checkNamed('acme/db'), severity: 3, colour: 'red'}
    expect(validateCheck(check)).to.deep.include({ok: true, unknownKeys: ['severity', 'colour']})
  })

  for (const [what, value, problem] of [
    ['null', null, 'it is not an object but null'],
    ['text', 'x', 'it is not an object but string'],
    ['no id', {...checkNamed('acme/db'), id: undefined}, 'its id must be like "acme/some-noun", in lower case'],
    ['an id without a slash', checkNamed('acme'), 'its id must be like "acme/some-noun", in lower case'],
    ['an id in upper case', checkNamed('acme/DB'), 'its id must be like "acme/some-noun", in lower case'],
    ['an id that ends in a line feed', checkNamed('acme/db\n'), 'its id must be like "acme/some-noun", in lower case'],
    ['an empty title', {...checkNamed('acme/db'), title: ' '}, 'its title must be one line of text'],
    ['a title of two lines', {...checkNamed('acme/db'), title: 'a\nb'}, 'its title must be one line of text'],
    ['no category', {...checkNamed('acme/db'), category: 7}, 'its category must be one line of text'],
    [
      'a scope of its own',
      {...checkNamed('acme/db'), scope: 'galaxy'},
      'its scope must be one of environment, workspace, rig, machine',
    ],
    ['no run', {...checkNamed('acme/db'), run: 'rm'}, 'its run must be a function'],
    ['a fix that is no function', {...checkNamed('acme/db'), fix: true}, 'its fix must be a function'],
    [
      'requires that is no list',
      {...checkNamed('acme/db'), requires: 'a/b'},
      'its requires must be a list of ids of checks',
    ],
    ['a timeout of zero', {...checkNamed('acme/db'), timeoutMs: 0}, 'its timeoutMs must be a number of milliseconds'],
    [
      'an endless timeout',
      {...checkNamed('acme/db'), timeoutMs: Infinity},
      'its timeoutMs must be a number of milliseconds',
    ],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(validateCheck(value)).to.deep.equal({ok: false, problem})
    })
  }
})
