import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {startSshd, type Sshd} from '../support/sshd.js'
import {runCli, temporaryFolder, type CliResult} from './cli.js'
import {errorOf} from './in-town.js'
import {addMachines} from './remote-town.js'

describe('gt machine add --host ALIAS of ~/.ssh/config, over another machine', function () {
  this.timeout(120_000)
  const folder = temporaryFolder('jump')
  const [town, home, bin] = ['ai', 'home', 'bin'].map((name) => join(folder.path, name)) as [string, string, string]
  const env = {HOME: home, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`}
  const gt = async (...words: string[]): Promise<CliResult> => runCli(['machine', ...words], {cwd: town, env})
  const trusted = (): string[] => readFileSync(join(town, 'mayor/known_hosts'), 'utf8').trim().split('\n').sort()
  let far: Sshd
  let hop: Sshd

  before(async () => {
    ;[far, hop] = await Promise.all([startSshd(), startSshd()])
    expect((await runCli(['install', town, '--no-git'], {cwd: folder.path})).code).to.equal(0)
    mkdirSync(join(home, '.ssh'), {recursive: true})
    const block = (alias: string, {host, port, user, clientKey}: Sshd): string[] => [
      `Host ${alias}`,
      `  HostName ${host}`,
      `  Port ${port}`,
      `  User ${user}`,
      `  IdentityFile ${clientKey}`,
    ]
    const files = [`  UserKnownHostsFile ${join(home, '.ssh/known_hosts')}`, '  GlobalKnownHostsFile none']
    const everywhere = ['Host *', '  IdentityAgent none', ...files]
    const config = [...block('far', far), '  ProxyJump hop', ...block('hop', hop), ...everywhere]
    writeFileSync(join(home, '.ssh/config'), `${config.join('\n')}\n`)
    // ssh goes by the account's home, whatever HOME says: this one is told to read the file there.
    mkdirSync(bin)
    const ssh = execFileSync('sh', ['-c', 'command -v ssh'], {encoding: 'utf8'}).trim()
    writeFileSync(join(bin, 'ssh'), `#!/bin/sh\nexec '${ssh}' -F "$HOME/.ssh/config" "$@"\n`)
    chmodSync(join(bin, 'ssh'), 0o755)
  })
  after(async () => {
    await far.stop()
    await hop.stop()
    folder.remove()
  })

  for (const transport of ['ssh2', 'openssh'] as const) {
    describe(`by ${transport}`, () => {
      before(() => {
        addMachines(town, {}, [])
        rmSync(join(town, 'mayor/known_hosts'))
      })
      it('refuses a hop whose key nobody trusts, by its name', async () => {
        const {code, stdout} = await gt('add', 'west', '--host', 'far', '--transport', transport, '--json')
        expect([code, errorOf(stdout).code]).to.deep.equal([3, 'GT_HOST_KEY_UNKNOWN'])
        expect(errorOf(stdout).message).to.contain(hop.fingerprint)
      })
      it(`adds it; ${transport === 'ssh2' ? 'the town trusts the keys of both' : 'the key of the hop is ssh’s affair'}`, async () => {
        const words = ['add', 'west', '--host', 'far', '--transport', transport, '--accept-new']
        if (transport === 'openssh') {
          const {code, stderr} = await gt(...words)
          expect(code).to.equal(3)
          expect(stderr).to.contain(`${hop.host}:${hop.port}, on the way there, shows the key ${hop.fingerprint}`)
          expect(stderr).to.contain('Next: log in to that machine with ssh')
          writeFileSync(join(home, '.ssh/known_hosts'), `${hop.knownHosts.join('\n')}\n`)
        }
        const {code, stdout, stderr} = await gt(...words)
        expect(code, stderr).to.equal(0)
        expect(stdout).to.contain('Added machine west')
        expect(trusted()).to.deep.equal([...far.knownHosts, ...(transport === 'ssh2' ? hop.knownHosts : [])].sort())
      })
      it('is healthy and runs commands', async () => {
        const {machines} = JSON.parse((await gt('status', '--timeout', '30', '--json')).stdout)
        expect(machines[0]).to.include({name: 'west', state: 'healthy'})
        const run = await gt('exec', 'west', '--', 'sh', '-c', 'echo "$HOME"; exit 7')
        expect([run.code, run.stdout]).to.deep.equal([7, `${far.home}\n`])
      })
    })
  }
  describe('where the machine in between is gone', () => {
    before(async () => hop.stop())
    it('is not reached, and that one is named', async () => {
      const file = join(town, 'mayor/machines.json')
      writeFileSync(file, readFileSync(file, 'utf8').replace('openssh', 'ssh2'))
      const {stdout} = await gt('status', '--timeout', '30')
      expect(stdout)
        .to.match(/^west +unreachable /m)
        .and.to.contain('west: hop refused the connection')
    })
  })
})
