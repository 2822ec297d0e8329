import {expect} from 'chai'
import {mkdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {startSshd, type Sshd} from '../../plugins/federation/test/support/sshd.js'
import {runCli, temporaryFolder, type CliResult} from './cli.js'
import {errorOf} from './in-town.js'
import {addMachines, wayTo} from './remote-town.js'

const nobodys = `SHA256:${'A'.repeat(43)}`

describe('whom gt trusts', function () {
  this.timeout(180_000)
  const folder = temporaryFolder('machine-trust')
  const town = join(folder.path, 'ai')
  const home = join(folder.path, 'home')
  const townFile = join(town, 'mayor/known_hosts')
  const gt = async (...words: string[]): Promise<CliResult> => runCli(words, {cwd: town, env: {HOME: home}})
  let sshd: Sshd

  before(async () => {
    sshd = await startSshd()
    mkdirSync(join(home, '.ssh'), {recursive: true, mode: 0o700})
    expect((await runCli(['install', town, '--no-git'], {cwd: folder.path})).code).to.equal(0)
  })
  after(async () => {
    await sshd.stop()
    folder.remove()
  })

  describe('--fingerprint where the key that is shown is trusted already', () => {
    beforeEach(() => addMachines(town, {west: wayTo(sshd)}, [sshd]))
    for (const transport of ['ssh2', 'openssh']) {
      it(`gt machine add refuses another one, and lists nothing (${transport})`, async () => {
        const way = [
          '--host',
          sshd.host,
          '--port',
          String(sshd.port),
          '--key',
          sshd.clientKey,
          '--transport',
          transport,
        ]
        const {code, stdout} = await gt('machine', 'add', 'again', ...way, '--fingerprint', nobodys, '--json')
        expect([code, errorOf(stdout).code]).to.deep.equal([3, 'GT_HOST_KEY_CHANGED'])
        expect(errorOf(stdout).message).to.include(sshd.fingerprint).and.to.include(nobodys)
        expect(readFileSync(join(town, 'mayor/machines.json'), 'utf8')).not.to.include('again')
      })
    }
    it('gt machine trust refuses another one, and takes this one', async () => {
      const before = readFileSync(townFile, 'utf8')
      const {code, stdout} = await gt('machine', 'trust', 'west', '--fingerprint', nobodys, '--json')
      expect([code, errorOf(stdout).code]).to.deep.equal([3, 'GT_HOST_KEY_CHANGED'])
      expect((await gt('machine', 'trust', 'west', '--fingerprint', sshd.fingerprint)).code).to.equal(0)
      expect(readFileSync(townFile, 'utf8')).to.equal(before)
    })
  })
})
