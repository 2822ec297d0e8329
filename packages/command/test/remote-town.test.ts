import {expect} from 'chai'
import {remoteFolder} from '../src/remote-town.js'
import {failureOnMachine} from '../src/failure-on-machine.js'
import {machineOption} from '../src/machine-flag.js'

describe('remoteFolder', () => {
  it('takes absolute paths, and relative ones only from a folder there', () => {
    expect(remoteFolder('west', '/srv/../srv/ai/')).to.equal('/srv/ai')
    expect(remoteFolder('west', 'beads', '/srv/ai')).to.equal('/srv/ai/beads')
    expect(remoteFolder('west', '/beads', '/srv/ai')).to.equal('/beads')
  })
  for (const text of ['', 'ai', './ai', '~', '~/ai', '~ann/ai', '/a\0b']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => remoteFolder('west', text))
        .to.throw()
        .with.property('exit', 2)
    })
  }
  it('refuses ~ also where relative paths are fine', () => {
    expect(() => remoteFolder('west', '~/beads', '/srv/ai')).to.throw(/is not an absolute path on west/)
  })
})

describe('failureOnMachine', () => {
  const failure = {
    code: 'GT_RIG_EXISTS',
    message: 'the town has a rig web already',
    hint: 'see it with gt rig show web',
    exit: 1,
  } as const
  it('names the machine, and leads there', () => {
    expect(failureOnMachine(failure, 'west')).to.deep.equal({
      ...failure,
      message: 'west: the town has a rig web already',
      hint: 'see it with gt rig show web, with --machine west',
    })
  })
  it('changes nothing that does so already', () => {
    const told = {...failure, message: 'west: no', hint: 'gt polecat remove west:web/a --force'}
    expect(failureOnMachine(told, 'west')).to.deep.equal(told)
    expect(failureOnMachine({...told, hint: undefined}, 'west').hint).to.equal(undefined)
    const named = {...told, hint: 'gt install --machine west'}
    expect(failureOnMachine(named, 'west')).to.deep.equal(named)
  })
})

describe('machineOption', () => {
  it('is nothing here', () => {
    expect([machineOption('local'), machineOption('west')]).to.deep.equal(['', ' --machine west'])
  })
})
