import {expect} from 'chai'
import {registerChecks} from '../../../src/domain/checks/register-checks.js'
import {checkNamed} from '../../fake-checks.js'

const answer = (plugin: string, value: unknown) => ({plugin, version: '1.2.3', isThirdParty: true as const, value})
const own = (value: unknown) => ({plugin: '@gt-town/plugin-workspace', version: '1.2.3', value})

describe('registerChecks', () => {
  it('puts our own plugins first, then the others by name', () => {
    const {checks} = registerChecks({
      answers: [
        answer('@gt-town/by-its-name', [checkNamed('gt/a')]),
        answer('zoo', [checkNamed('zoo/b'), checkNamed('zoo/a')]),
        answer('acme', [checkNamed('acme/a')]),
        own([checkNamed('workspace/config')]),
      ],
      failures: [],
    })
    expect(checks.map(({check}) => check.id)).to.deep.equal(['workspace/config', 'gt/a', 'acme/a', 'zoo/b', 'zoo/a'])
    expect(checks.map(({isThirdParty}) => isThirdParty)).to.deep.equal([undefined, true, true, true, true])
  })

  it('tells which plugin could not answer, and why', () => {
    const {refused} = registerChecks({
      answers: [answer('liar', 'nothing')],
      failures: [{plugin: 'acme', version: '1.2.3', error: new Error('no database')}],
    })
    expect(refused.map(({message}) => message)).to.deep.equal([
      'acme@1.2.3 could not give its checks: no database',
      'liar@1.2.3 could not give its checks: it answered something that is not a list',
    ])
  })

  it('keeps the good checks of a plugin that also gave a bad one', () => {
    const {checks, refused} = registerChecks({
      answers: [answer('acme', [null, checkNamed('Bad'), checkNamed('acme/good')])],
      failures: [],
    })
    expect(checks.map(({check}) => check.id)).to.deep.equal(['acme/good'])
    expect(refused.map(({message}) => message)).to.deep.equal([
      'acme@1.2.3 gave a check that cannot run, number 1: it is not an object but null',
      'acme@1.2.3 gave a check that cannot run, "Bad": its id must be like "acme/some-noun", in lower case',
    ])
  })

  it('lets the first of two checks with one id run and reports the other', () => {
    const ours = checkNamed('workspace/config')
    const {checks, duplicates} = registerChecks({
      answers: [answer('acme', [checkNamed('workspace/config')]), own([ours])],
      failures: [],
    })
    expect(checks.map(({check}) => check)).to.deep.equal([ours])
    expect(duplicates.map(({message}) => message)).to.deep.equal([
      'acme@1.2.3 repeats the id workspace/config of @gt-town/plugin-workspace: its check does not run',
    ])
  })

  it('gives nobody a reserved id', () => {
    const reserved = new Map([['doctor/plugin-checks', '@gt-town/plugin-doctor']])
    const {checks, duplicates} = registerChecks(
      {answers: [answer('acme', [checkNamed('doctor/plugin-checks')])], failures: []},
      reserved,
    )
    expect(checks).to.deep.equal([])
    expect(duplicates).to.have.length(1)
  })

  it('lets a check with unknown keys run and reports them', () => {
    const {checks, unknownKeys} = registerChecks({
      answers: [answer('acme', [{...checkNamed('acme/a'), severity: 1}])],
      failures: [],
    })
    expect(checks).to.have.length(1)
    expect(unknownKeys.map(({message}) => message)).to.deep.equal(['acme/a of acme@1.2.3 has unknown keys: severity'])
  })
})
