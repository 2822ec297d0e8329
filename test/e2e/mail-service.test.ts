import {expect} from 'chai'
import {spawnSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {runCli, temporaryFolder} from './cli.js'
import {skipBecause} from './skip-because.js'

const page = readFileSync(fileURLToPath(new URL('../../docs/mail.md', import.meta.url)), 'utf8')
const unit = /```ini\n([\s\S]*?)```/.exec(page)?.[1] ?? ''

describe('the service in docs/mail.md', () => {
  it('starts a command that gt has, with flags that it takes', async () => {
    const [, words = ''] = /^ExecStart=\S+\/gt (.*)$/m.exec(unit) ?? []
    expect(words).to.equal('mail sync --watch --town %h/ai')
    const help = await runCli(['mail', 'sync', '--help'], {cwd: '/'})
    expect([help.code, help.stdout.includes('--watch'), help.stdout.includes('--town')]).to.deep.equal([0, true, true])
  })

  it('is a unit that systemd takes', function () {
    if (spawnSync('systemd-analyze', ['--version']).status !== 0) skipBecause(this, 'systemd-analyze is not here')
    const folder = temporaryFolder('unit')
    try {
      const file = join(folder.path, 'gt-mail.service')
      // A program that is there, so that only the unit is judged.
      writeFileSync(file, unit.replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true'))
      const {status, stderr} = spawnSync('systemd-analyze', ['verify', file], {encoding: 'utf8'})
      expect(status, stderr).to.equal(0)
    } finally {
      folder.remove()
    }
  })
})
