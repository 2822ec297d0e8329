import {expect} from 'chai'
import {isGtError} from '@gt-town/contract'
import {newRigConfig, parseRigRequest, type RigRequest} from '../../../src/domain/rigs/new-rig.js'
import {isRigConfig} from '../../../src/domain/documents.js'

const request: RigRequest = {name: 'web', gitUrl: '../web'}
const parse = (changes: Partial<RigRequest>): ReturnType<typeof parseRigRequest> =>
  parseRigRequest({...request, ...changes}, () => '/home/me', ['west', 'east'])

describe('parseRigRequest', () => {
  it('fills in the machine it is on', () => {
    expect(parse({})).to.deep.equal({
      name: 'web',
      gitUrl: '/home/web',
      branch: undefined,
      filter: undefined,
      beadsPath: undefined,
      machines: ['local'],
      preferredMachine: 'local',
    })
  })

  it('prefers the first machine unless told otherwise', () => {
    expect(parse({machines: ['west', 'local', 'west']})).to.deep.include({
      machines: ['west', 'local'],
      preferredMachine: 'west',
    })
    expect(parse({machines: ['west', 'local'], preferredMachine: 'local'}).preferredMachine).to.equal('local')
    expect(parse({preferredMachine: 'east'}).machines).to.deep.equal(['east'])
  })

  for (const [what, changes, code] of [
    ['a path as name', {name: 'a/b'}, 'GT_NAME_INVALID'],
    ['the parent folder as name', {name: '..'}, 'GT_NAME_INVALID'],
    ['a reserved name', {name: 'Mayor'}, 'GT_NAME_INVALID'],
    ['a name of 65 characters', {name: 'a'.repeat(65)}, 'GT_NAME_INVALID'],
    ['an option as URL', {gitUrl: '--upload-pack=x'}, 'GT_GIT_URL_INVALID'],
    ['an option as branch', {branch: '--orphan'}, 'GT_BRANCH_INVALID'],
    ['an unknown filter', {filter: 'blob:none --exec=x'}, 'GT_FILTER_INVALID'],
    ['an empty beads path', {beadsPath: ' '}, 'GT_PATH_INVALID'],
    ['an unknown machine', {machines: ['wset']}, 'GT_MACHINE_NOT_FOUND'],
    ['an empty machine', {machines: ['']}, 'GT_MACHINE_NOT_FOUND'],
    ['an unknown preferred machine', {preferredMachine: 'wset'}, 'GT_MACHINE_NOT_FOUND'],
    [
      'a preferred machine that is not among them',
      {machines: ['west'], preferredMachine: 'east'},
      'GT_MACHINE_NOT_ALLOWED',
    ],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(() => parse(changes))
        .to.throw()
        .that.satisfies((error: unknown) => {
          return isGtError(error, code) && error.exit === 2
        })
    })
  }

  it('offers the machine that was meant', () => {
    expect(() => parse({machines: ['wset']}))
      .to.throw()
      .with.property('hint', 'did you mean west?')
  })

  for (const filter of ['blob:none', 'blob:limit=1m', 'tree:0', 'object:type=commit']) {
    it(`takes the filter ${filter}`, () => expect(parse({filter}).filter).to.equal(filter))
  }
})

describe('newRigConfig', () => {
  it('is a valid document with only what was asked for', () => {
    const config = newRigConfig(parse({}), undefined)
    expect(isRigConfig(config)).to.equal(true)
    expect(config).to.deep.equal({
      type: 'rig',
      git_url: '/home/web',
      federation: {machines: ['local'], preferred_machine: 'local'},
    })
  })

  it('keeps branch, filter and beads path', () => {
    const config = newRigConfig(parse({branch: 'dev', filter: 'blob:none'}), 'mayor/rigs/web/.beads')
    expect(isRigConfig(config)).to.equal(true)
    expect(config).to.include({branch: 'dev', filter: 'blob:none', beads_path: 'mayor/rigs/web/.beads'})
  })
})
