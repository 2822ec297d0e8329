import {expect} from 'chai'
import {remoteRigRequest, machineWarning} from '../../../src/domain/rigs/remote-rig.js'
import type {RigConfig} from '../../../src/domain/documents.js'

const config: RigConfig = {
  type: 'rig',
  git_url: 'https://example.org/web.git',
  branch: 'develop',
  filter: 'blob:none',
  federation: {machines: ['local', 'east'], preferred_machine: 'east'},
}

describe('remoteRigRequest', () => {
  it('carries over where it comes from and how it is cloned, not who may work on it', () => {
    const gitUrl = config.git_url
    expect(remoteRigRequest('web', config, 'west')).to.deep.equal({
      request: {name: 'web', gitUrl, branch: 'develop', filter: 'blob:none', beadsPath: undefined},
      omitted: [],
    })
  })
  it('carries over beads that each machine can find, and leaves out a path of here', () => {
    for (const path of ['~/beads', 'mayor/rigs/web/.beads']) {
      expect(remoteRigRequest('web', {...config, beads_path: path}, 'west').request.beadsPath).to.equal(path)
    }
    const {request, omitted} = remoteRigRequest('web', {...config, beads_path: '/srv/beads'}, 'west')
    expect([request.beadsPath, omitted]).to.deep.equal([
      undefined,
      ['its beads_path /srv/beads is a path here and was left out on west'],
    ])
  })
  it('refuses a repository by its path here', () => {
    expect(() => remoteRigRequest('web', {...config, git_url: '/srv/web.git'}, 'west'))
      .to.throw(/whose git_url \/srv\/web.git is a path here/)
      .with.property('code', 'GT_GIT_URL_LOCAL')
  })
})

describe('machineWarning', () => {
  it('is one that the rig does not name, if it names any', () => {
    expect(machineWarning('web', config, 'west')).to.match(/^federation.machines of web does not name west/)
    expect(machineWarning('web', config, 'east')).to.equal(undefined)
    expect(machineWarning('web', {type: 'rig', git_url: 'x'}, 'west')).to.equal(undefined)
    expect(machineWarning('web', undefined, 'west')).to.equal(undefined)
  })
})
