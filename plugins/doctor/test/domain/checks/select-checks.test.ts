import {expect} from 'chai'
import {selectChecks, type SelectOptions} from '../../../src/domain/checks/select-checks.js'
import {checkNamed, environmentCheck, registered, rigCheck} from '../../fake-checks.js'

const all = [
  checkNamed('workspace/config'),
  checkNamed('workspace/state', {requires: ['workspace/config']}),
  rigCheck('workspace/refinery', {requires: ['workspace/state']}),
  rigCheck('workspace/refinery-clone', {requires: ['workspace/refinery']}),
  rigCheck('workspace/fsck', {deep: true}),
  environmentCheck('acme/tool'),
].map((check) => registered(check))

describe('selectChecks', () => {
  it('takes all but the costly ones', () => {
    expect(select({}).asked).to.deep.equal([
      'workspace/config',
      'workspace/state',
      'workspace/refinery',
      'workspace/refinery-clone',
      'acme/tool',
    ])
  })

  it('takes the costly ones with deep, or when one is named', () => {
    expect(select({deep: true}).asked).to.include('workspace/fsck')
    expect(select({only: ['workspace/fsck']}).asked).to.deep.equal(['workspace/fsck'])
    expect(select({only: ['workspace/*']}).asked).not.to.include('workspace/fsck')
  })

  for (const [word, ids] of [
    ['workspace/config', ['workspace/config']],
    ['workspace/refinery*', ['workspace/refinery', 'workspace/refinery-clone']],
    ['acme/too?', ['acme/tool']],
    ['rig', ['workspace/refinery', 'workspace/refinery-clone']],
    ['ENVIRONMENT', ['acme/tool']],
  ] as const) {
    it(`--only ${word}`, () => {
      expect(select({only: [word]}).asked).to.deep.equal(ids)
    })
  }

  it('runs what the chosen ones need, without having been asked for it', () => {
    const {checks, asked} = select({only: ['workspace/refinery-clone']})
    expect(asked).to.deep.equal(['workspace/refinery-clone'])
    expect(checks).to.deep.equal([
      'workspace/config',
      'workspace/state',
      'workspace/refinery',
      'workspace/refinery-clone',
    ])
  })

  it('runs nothing that is skipped, even if it is needed', () => {
    const {checks} = select({skip: ['workspace/state', 'Environment']})
    expect(checks).to.deep.equal(['workspace/config', 'workspace/refinery', 'workspace/refinery-clone'])
  })

  it('takes only checks of rigs when one rig is asked for', () => {
    const {checks, asked} = select({rigsOnly: true})
    expect(asked).to.deep.equal(['workspace/refinery', 'workspace/refinery-clone'])
    expect(checks).to.include('workspace/config')
  })

  it('refuses a word that means nothing, with a guess', () => {
    expect(() => select({only: ['workspace/confg']}))
      .to.throw('"workspace/confg" matches no check and no category')
      .with.property('hint', 'did you mean workspace/config?')
    expect(() => select({skip: ['nope/*']}))
      .to.throw()
      .with.property('exit', 2)
  })

  it('takes signs of regular expressions literally', () => {
    expect(() => select({only: ['workspace.config']})).to.throw()
    expect(() => select({only: ['(']})).to.throw('matches no check')
  })
})

function select(options: Partial<SelectOptions>): {checks: string[]; asked: string[]} {
  const selection = selectChecks(all, {only: [], skip: [], deep: false, rigsOnly: false, ...options})
  return {checks: selection.checks.map(({check}) => check.id), asked: [...selection.asked]}
}
