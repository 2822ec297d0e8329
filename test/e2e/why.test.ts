import {expect} from 'chai'
import {rmSync} from 'node:fs'
import {join} from 'node:path'
import {runCli} from './cli.js'
import {copyTown, polecatTown} from './fresh-town.js'
import {chanceOf} from '../support/random.js'
import {rounds} from '../support/rounds.js'
import {faults, remove, write} from './why-faults.js'

describe('gt why', function () {
  this.timeout(600_000)
  let town = ''
  const shared = polecatTown((where) => (town = where.town))
  const begin = (): void => {
    for (const path of [town, join(town, '..', 'aside')]) rmSync(path, {recursive: true, force: true})
    copyTown(join(shared.path, 'manned'), town)
  }
  beforeEach(begin)

  const why = async (subject = 'web/happy'): Promise<{code: number | null; stdout: string}> => {
    const {code, stdout, stderr} = await runCli(['why', subject, '--town', town], {cwd: join(town, '..')})
    expect(stderr).to.equal('')
    return {code, stdout}
  }

  it(`knows the cause of each of ${faults.length} faults`, async () => {
    for (const {what, make, says} of faults) {
      begin()
      make(town)
      const {stdout, code} = await why()
      expect(stdout.replaceAll(/\s+/g, ' '), what).to.match(says)
      expect(stdout, what).to.match(/does not\s+move/)
      expect(code, what).to.equal(1)
    }
  })

  it('names the first of two', async () => {
    const chance = chanceOf(Number(process.env['GT_SEED'] ?? 1))
    for (let round = 0; round < rounds(12, 60); round++) {
      const [first, second] = [chance.pick(faults), chance.pick(faults)].sort((a, b) => a.place - b.place)
      if (!first || !second || first.place === second.place) continue
      begin()
      // What the later one changes may be gone with the earlier one.
      second.make(town)
      first.make(town)
      const {stdout} = await why()
      expect(stdout.replaceAll(/\s+/g, ' '), `${first.what}, ${second.what}`).to.match(first.says)
    }
  })

  it('stops at the session, which was never started, once all before it is well', async () => {
    const {stdout, code} = await why()
    expect(stdout).to.match(/^web\/happy does not move: session of web\/happy was never started\n/)
    expect(stdout).to.match(/\nNext: gt session start web\/happy\n$/)
    expect(code).to.equal(1)
  })

  it('says that nothing hinders a rig that is whole', async () => {
    const {stdout, code} = await why('web')
    expect(stdout).to.match(/^Nothing hinders web: /)
    expect(code).to.equal(0)
  })

  it('cannot tell where a plugin fails, and refuses what is no name', async () => {
    const {code, stderr} = await runCli(['why', 'a b', '--town', town], {cwd: town})
    expect(code).to.equal(2)
    expect(stderr).to.include('cannot name a rig')
    expect((await runCli(['why', 'nowhere:web/happy', '--town', town], {cwd: town})).code).to.equal(2)
    expect((await runCli(['why', 'web'], {cwd: join(town, '..')})).code).to.equal(3)
    expect((await why('local')).code).to.equal(0)
    expect((await why('hub:web')).stdout).to.match(/^Nothing hinders hub:web: /)
  })

  it('names a machine that nobody can reach, and nothing behind it', async () => {
    const machines = {west: {type: 'ssh', ssh_host: '127.0.0.1', ssh_port: 1, workspace: '/x'}}
    write(town, 'mayor/machines.json', JSON.stringify({version: 1, machines}))
    for (const subject of ['west', 'west:web/happy']) {
      const {stdout, code} = await why(subject)
      expect(stdout.replaceAll(/\s+/g, ' ')).to.match(/does not move: machine west /)
      expect(stdout).not.to.include('session')
      expect(code).to.equal(1)
    }
  })

  it('calls a machine unreachable before it asks where its town is, and needs no machines for what is here', async () => {
    const machines = {west: {type: 'ssh', ssh_host: '127.0.0.1', ssh_port: 1}}
    write(town, 'mayor/machines.json', JSON.stringify({version: 1, machines}))
    expect((await why('west')).stdout.replaceAll(/\s+/g, ' ')).to.match(/machine west .*refused the connection/)
    write(town, 'mayor/machines.json', '{')
    expect((await why('web')).code).to.equal(0)
  })

  it('agrees with gt status about clones that are broken', async () => {
    const status = async (): Promise<string> => (await runCli(['status', '--town', town], {cwd: town})).stdout
    expect(await status()).to.include('nothing needs you')
    remove(town, 'web/happy/.git/objects')
    expect(await status()).to.match(/ {2}web\/happy: its clone is broken: /)
    remove(town, 'web/refinery/rig/.git/HEAD')
    expect(await status()).to.match(/ {2}refinery of web: its clone is broken: /)
    remove(town, 'mayor/rigs/web')
    expect(await status()).to.include("rig web: mayor's clone missing")
    expect((await why('web')).stdout).to.include("mayor's clone missing")
  })
})
