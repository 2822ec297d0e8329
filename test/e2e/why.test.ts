import {expect} from 'chai'
import {renameSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {runCli} from './cli.js'
import {copyTown, polecatTown} from './fresh-town.js'
import {chanceOf} from '../support/random.js'
import {rounds} from '../support/rounds.js'

interface Fault {
  readonly what: string
  /** which links of the chain it breaks, by their place in it: of two faults the one that comes first is the cause */
  readonly place: number
  readonly make: (town: string) => void
  /** what the causal line has to say */
  readonly says: RegExp
}

const write = (town: string, path: string, text: string): void => writeFileSync(join(town, path), text)
const remove = (town: string, path: string): void => rmSync(join(town, path), {recursive: true})

const faults: readonly Fault[] = [
  {what: 'no config', place: 1, make: (town) => remove(town, 'mayor/config.json'), says: /town .*no town/i},
  {what: 'a broken config', place: 1, make: (town) => write(town, 'mayor/config.json', '{'), says: /town .*corrupt/},
  {
    what: 'a later config',
    place: 1,
    make: (town) => write(town, 'mayor/config.json', '{"type":"workspace","version":99}'),
    says: /town .*config\.json/,
  },
  {
    what: 'a broken registry',
    place: 2,
    make: (town) => write(town, 'mayor/state.json', '[1'),
    says: /registry of rigs .*state\.json is corrupt/,
  },
  {
    what: 'a registry of another shape',
    place: 2,
    make: (town) => write(town, 'mayor/state.json', '{"version":1,"projects":7}'),
    says: /registry of rigs/,
  },
  {
    what: 'a rig whose folder is gone',
    place: 3,
    make: (town) => renameSync(join(town, 'web'), join(town, '..', 'aside')),
    says: /rig web folder missing/,
  },
  {
    what: 'a rig without config',
    place: 3,
    make: (town) => remove(town, 'web/.gastown/config.json'),
    says: /rig web config missing/,
  },
  {
    what: 'a rig with a broken config',
    place: 3,
    make: (town) => write(town, 'web/.gastown/config.json', 'x'),
    says: /rig web config invalid/,
  },
  {what: 'no refinery clone', place: 4, make: (town) => remove(town, 'web/refinery/rig'), says: /refinery clone/},
  {
    what: 'a refinery without HEAD',
    place: 4,
    make: (town) => remove(town, 'web/refinery/rig/.git/HEAD'),
    says: /refinery clone is broken/,
  },
  {
    what: 'a refinery with a broken config',
    place: 4,
    make: (town) => write(town, 'web/refinery/rig/.git/config', '[x'),
    says: /refinery clone is broken/,
  },
  {
    what: 'a refinery without objects',
    place: 4,
    make: (town) => remove(town, 'web/refinery/rig/.git/objects'),
    says: /refinery clone is broken/,
  },
  {what: 'no polecat', place: 5, make: (town) => remove(town, 'web/happy'), says: /polecat web\/happy does not exist/},
  {
    what: 'a clone without HEAD',
    place: 6,
    make: (town) => remove(town, 'web/happy/.git/HEAD'),
    says: /clone of web\/happy is broken/,
  },
  {
    what: 'a clone with an empty HEAD',
    place: 6,
    make: (town) => write(town, 'web/happy/.git/HEAD', ''),
    says: /clone of web\/happy is broken/,
  },
  {
    what: 'a clone with a broken config',
    place: 6,
    make: (town) => write(town, 'web/happy/.git/config', '[core'),
    says: /clone of web\/happy is broken/,
  },
  {
    what: 'a clone with a broken index',
    place: 6,
    make: (town) => write(town, 'web/happy/.git/index', 'DIRC'),
    says: /clone of web\/happy is broken/,
  },
  {
    what: 'a folder that is no clone',
    place: 6,
    make: (town) => remove(town, 'web/happy/.git'),
    says: /clone of web\/happy is/,
  },
]

describe('gt why', function () {
  this.timeout(600_000)
  let [town, from] = ['', '']
  const shared = polecatTown((where) => (town = where.town))
  beforeEach(() => {
    from = join(shared.path, 'manned')
    rmSync(town, {recursive: true})
    copyTown(from, town)
  })

  const why = async (subject = 'web/happy'): Promise<{code: number | null; stdout: string}> => {
    const {code, stdout, stderr} = await runCli(['why', subject, '--town', town], {cwd: join(town, '..')})
    expect(stderr).to.equal('')
    return {code, stdout}
  }

  it('knows the cause of each fault', async () => {
    for (const {what, make, says} of faults) {
      rmSync(town, {recursive: true})
      rmSync(join(town, '..', 'aside'), {recursive: true, force: true})
      copyTown(from, town)
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
      rmSync(town, {recursive: true})
      rmSync(join(town, '..', 'aside'), {recursive: true, force: true})
      copyTown(from, town)
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
