import {expect} from 'chai'
import type {Installation} from '../../src/domain/town/installation.js'
import {renderInstallation} from '../../src/render/installation.js'

const fresh: Installation = {
  machine: 'local',
  path: '/home/ann/ai',
  config_dir: '.gastown',
  refreshed: false,
  created: ['.gastown', '.gastown/config.json', 'CLAUDE.md'],
  changed: ['.gitignore'],
}

describe('renderInstallation', () => {
  it('shows a new town by what lies at its top, and what to do next', () => {
    expect(renderInstallation(fresh, {isElsewhere: true}).split('\n')).to.deep.equal([
      'Made a town in /home/ann/ai',
      '  .gastown    configuration, registry of rigs, mail',
      '  CLAUDE.md   instructions for the mayor',
      '  .gitignore  lines of gt added, yours are as they were',
      'Next: cd /home/ann/ai && gt rig add NAME GIT_URL',
    ])
    expect(renderInstallation(fresh, {isElsewhere: false})).to.match(/\nNext: gt rig add NAME GIT_URL$/)
  })

  it('says on which machine, and how to go on there', () => {
    const lines = renderInstallation({...fresh, machine: 'west'}, {isElsewhere: true}).split('\n')
    expect([lines[0], lines.at(-1)]).to.deep.equal([
      'Made a town in /home/ann/ai on west',
      'Next: gt rig add NAME GIT_URL --machine west',
    ])
  })

  it('quotes a folder for the shell', () => {
    expect(renderInstallation({...fresh, path: "/it's here"}, {isElsewhere: true})).to.contain(
      `Next: cd '/it'\\''s here' && `,
    )
  })

  it('names every single thing a refresh put back', () => {
    const created = ['mayor/boss', 'mayor/boss/state.json']
    const refresh: Installation = {...fresh, config_dir: 'mayor', refreshed: true, created, changed: []}
    expect(renderInstallation(refresh, {isElsewhere: true}).split('\n')).to.deep.equal([
      'Completed the town in /home/ann/ai',
      '  mayor/boss             was missing',
      '  mayor/boss/state.json  was missing',
    ])
    expect(renderInstallation({...refresh, created: []}, {isElsewhere: true})).to.equal(
      'The town in /home/ann/ai is complete: nothing to do',
    )
  })

  it('shows no control characters of a path', () => {
    expect(renderInstallation({...fresh, path: '/a\u001b[2J'}, {isElsewhere: true})).not.to.contain('\u001b')
  })
})
