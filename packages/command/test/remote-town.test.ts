import {expect} from 'chai'
import {remoteFolder} from '../src/remote-town.js'
import {failureThere} from '../src/failure-there.js'
import {onMachine} from '../src/on-machine.js'

describe('remoteFolder', () => {
  it('takes whole paths, and relative ones only from a folder there', () => {
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

describe('failureThere', () => {
  const failure = {
    code: 'GT_RIG_EXISTS',
    message: 'the town has a rig web already',
    hint: 'see it with gt rig show web',
    exit: 1,
  } as const
  it('names the machine, and leads there', () => {
    expect(failureThere(failure, 'west')).to.deep.equal({
      ...failure,
      message: 'west: the town has a rig web already',
      hint: 'see it with gt rig show web, with --machine west',
    })
  })
  it('changes nothing that does so already', () => {
    const told = {...failure, message: 'west: no', hint: 'gt polecat remove west:web/a --force'}
    expect(failureThere(told, 'west')).to.deep.equal(told)
    expect(failureThere({...told, hint: undefined}, 'west').hint).to.equal(undefined)
    const named = {...told, hint: 'gt install --machine west'}
    expect(failureThere(named, 'west')).to.deep.equal(named)
  })
})

describe('onMachine', () => {
  it('is nothing here', () => {
    expect([onMachine('local'), onMachine('west')]).to.deep.equal(['', ' --machine west'])
  })
})
