import {expect} from 'chai'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Report} from '../../plugins/doctor/src/domain/report/report.js'
import {startSshd, type Sshd} from '../support/sshd.js'
import {runCli, temporaryFolder, type CliResult} from './cli.js'
import {errorOf} from './in-town.js'
import {addMachines, wayTo, wordsTo} from './remote-town.js'
import {snapshot} from './towns.js'

const nobodys = `SHA256:${'A'.repeat(43)}`

describe('whom gt trusts', function () {
  this.timeout(180_000)
  const folder = temporaryFolder('machine-trust')
  const town = join(folder.path, 'ai')
  const townFile = join(town, 'mayor/known_hosts')
  const gt = async (...words: string[]): Promise<CliResult> => runCli(words, {cwd: town})
  let sshd: Sshd

  before(async () => {
    sshd = await startSshd()
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
        const way = [...wordsTo(sshd), '--transport', transport]
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

  describe('gt doctor --fix where a machine shows another key than the trusted one', () => {
    let other: Sshd
    before(async () => {
      other = await startSshd()
      addMachines(town, {west: wayTo(sshd)}, [])
      const [name = ''] = (sshd.knownHosts[0] ?? '').split(' ')
      const [, ...key] = (other.knownHosts[0] ?? '').split(' ')
      writeFileSync(townFile, `# kept\n${name} ${key.join(' ')}\n`)
    })
    after(async () => other.stop())

    for (const words of [['--machine', 'west'], ['--all-machines'], ['--only', 'federation/machine-reachable']]) {
      it(`${words.join(' ')} tells both keys, and trusts neither more nor less than before`, async () => {
        const before = trustOf(town)
        const {code, stdout} = await gt('doctor', ...words, '--fix', '--json')
        const {results} = JSON.parse(stdout) as Report
        const found = results.filter(({message}) => message.includes(other.fingerprint))
        expect([code, ...found.map((result) => result.status)]).to.deep.equal([3, 'error'])
        expect(found[0]?.message).to.include(`${sshd.fingerprint}, but trusted is ${other.fingerprint}`)
        expect(trustOf(town)).to.deep.equal(before)
      })
    }
  })
})

/** Files of trusted keys with what is in them, and whatever lies beside them under a like name. */
function trustOf(town: string): [string, string][] {
  return Object.entries(snapshot(join(town, 'mayor'))).filter(([path]) => path.includes('known_hosts'))
}
