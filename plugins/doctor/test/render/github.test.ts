import {expect} from 'chai'
import {renderGithub} from '../../src/render/github.js'
import {samples} from './samples.js'

describe('renderGithub', () => {
  it('prints an annotation for each line that is not well, and a summary', () => {
    expect(renderGithub(samples['failing']!, {strict: false, checkout: '/home/ann/a b'}).split('\n')).to.deep.equal([
      '::error title=Workspace config valid [workspace/config],file=mayor/config.json::Workspace config invalid',
      '::warning title=The town is a git repository [workspace/repository]::The town is no git repository',
      '::error title=Could not tell%3A git is recent enough [acme/git]::permission denied: /usr/bin/git',
      '::error title=beads%3A Mail readable (ann) [acme/mail]::Torn line%0Aline 3%0Aline 9%0Anext: fix it',
      '::error title=beads%3A Mail readable (bob) [acme/mail]::Torn line',
      '::error title=Could not tell%3A beads%3A Mail readable [acme/mail]::took longer than 10 s',
      '::notice title=gt doctor::Issues: 4 found, 0 fixed. Could not tell: 2. Checked: 7.',
    ])
  })

  it('names no file outside of the checkout, or where there is none', () => {
    for (const checkout of ['/home/ann/a b/mayor/config.json', '/elsewhere', 'relative', '', undefined]) {
      expect(renderGithub(samples['failing']!, {strict: false, checkout})).not.to.include('file=')
    }
  })

  it('names the machine, and no file of another one', () => {
    const text = renderGithub(samples['on machines']!, {strict: false, checkout: '/srv/a b'})
    expect(text).to.include('::error title=wést%3A Workspace config valid [workspace/config]::Broken\n')
    expect(text).to.include('::error title=Could not tell%3A gone%3A Machine can be checked [doctor/machine-reached]::')
  })

  it('takes a warning for an error when the exit code does', () => {
    expect(renderGithub(samples['failing']!, {strict: true})).not.to.include('::warning')
    expect(renderGithub(samples['fixed']!, {strict: false})).not.to.include('::warning')
  })

  it('lets no foreign text start a command of its own', () => {
    const lines = renderGithub(samples['hostile']!, {strict: false, checkout: '/home/ann'}).split('\n')
    expect(lines).to.have.length(6)
    expect(lines[0]).to.include('%250A')
  })
})
