import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {hostname} from 'node:os'
import {join} from 'node:path'
import {freePort, startSshd, type Sshd} from '../support/sshd.js'
import {runCli, temporaryFolder} from './cli.js'
import {treeOf} from './damage/tree.js'
import {inTown} from './in-town.js'
import {wordsTo} from './remote-town.js'
import {git, makeLongRepository, makeRepository, write} from './repositories.js'
import {expectHealthy} from './towns.js'

/** What install, rig and polecat do on another machine; the commands run there have a HOME of their own. */
describe('--machine', function () {
  this.timeout(180_000)
  const folder = temporaryFolder('elsewhere')
  const hub = join(folder.path, 'hub')
  const alike = join(folder.path, 'alike')
  const {gt, gtOk, gtFails} = inTown(() => hub)
  let sshd: Sshd
  let url: string
  let west: string

  const json = (path: string): {[key: string]: unknown} =>
    JSON.parse(readFileSync(path, 'utf8')) as ReturnType<typeof json>
  const machines = (): {[name: string]: {workspace?: string}} =>
    json(join(hub, 'mayor/machines.json'))['machines'] as ReturnType<typeof machines>
  const add = async (name: string, ...words: string[]): Promise<void> => {
    const way = [...wordsTo(sshd), '--accept-new']
    await gtOk('machine', 'add', name, ...way, ...words)
  }
  /** The same, in a town of this machine that is to become like the one there. */
  const here = async (...words: string[]): Promise<void> => {
    const {code, stdout} = await runCli([...words, '--json'], {cwd: alike})
    expect(code, stdout).to.equal(0)
  }

  before(async () => {
    sshd = await startSshd()
    west = join(sshd.home, 'ai')
    url = makeRepository(join(folder.path, 'web.git'), [{'README.md': '# Web\n'}])
    git(join(folder.path, 'web.git'), 'branch', 'develop')
    for (const town of [hub, alike]) {
      mkdirSync(town)
      expect((await runCli(['install'], {cwd: town})).code).to.equal(0)
    }
    await add('west')
    await gtOk('machine', 'add', 'bare', '--host', '127.0.0.1', '--no-verify')
    await gtOk(
      'machine',
      'add',
      'gone',
      '--host',
      '127.0.0.1',
      '--port',
      String(await freePort('127.0.0.1')),
      '--no-verify',
      '--workspace',
      '/x',
    )
  })
  after(async () => {
    await sshd.stop()
    folder.remove()
  })

  describe('refuses', () => {
    it('a machine that is not there, with what is near', async () => {
      const told = 'there is no machine "wset"'
      const hint = 'did you mean west?'
      for (const words of [['rig', 'list'], ['install']]) {
        const refusal = await gtFails(...words, '--machine', 'wset')
        expect(refusal, words.join(' ')).to.deep.equal({code: 2, error: 'GT_MACHINE_NOT_FOUND', message: told, hint})
      }
      expect(await gtFails('polecat', 'add', 'wset:web/a')).to.include({code: 2, error: 'GT_MACHINE_NOT_FOUND', hint})
    })
    it('a machine whose town is not known', async () => {
      const refusal = await gtFails('rig', 'list', '--machine', 'bare')
      expect(refusal).to.include({code: 3, error: 'GT_MACHINE_NO_WORKSPACE'})
      expect(refusal.hint).to.include('gt install DIR --machine bare').and.to.include('gt machine add')
    })
    it('one that cannot be reached', async () => {
      for (const words of [
        ['install', '--machine', 'gone'],
        ['polecat', 'remove', 'gone:web/a'],
      ]) {
        const {code, error, message} = await gtFails(...words)
        expect({code, error}, words.join(' ')).to.deep.equal({code: 3, error: 'GT_MACHINE_UNREACHABLE'})
        expect(message).to.match(/^gone: /)
      }
    })
    it('a path that means something only here, before anything is made or noted', async () => {
      const refusal = await gtFails('install', '--machine', 'west', '~/ai')
      expect(refusal).to.include({code: 2, error: 'GT_PATH_INVALID'})
      expect(machines()['west']?.workspace).to.equal(undefined)
    })
  })

  describe('gt install', () => {
    it('that fails notes nothing', async () => {
      writeFileSync(join(folder.path, 'file'), '')
      const refusal = await gtFails('install', '--machine', 'west', join(folder.path, 'file', 'ai'))
      expect(refusal.error).to.equal('GT_NOT_A_DIRECTORY')
      expect(machines()['west']?.workspace).to.equal(undefined)
    })
    it('of two at once in two folders one makes a town, the other makes nothing', async () => {
      await add('twice')
      const roots = ['one', 'two'].map((name) => join(folder.path, name))
      const results = await Promise.all(
        roots.map(async (root) => gt(['install', '--machine', 'twice', root, '--json'])),
      )
      expect(results.map(({code}) => code).sort()).to.deep.equal([0, 2])
      const made = roots.filter((root) => existsSync(root))
      expect(made).to.deep.equal([machines()['twice']?.workspace])
      // A town that is there and was not noted is so by asking for it.
      const file = join(hub, 'mayor/machines.json')
      const noted = readFileSync(file, 'utf8')
      writeFileSync(file, noted.replace(/,\s*"workspace": "[^"]*(one|two)"/, ''))
      expect(machines()['twice']?.workspace).to.equal(undefined)
      const again = await gtFails('install', '--machine', 'twice', made[0] ?? '')
      expect(again).to.include({code: 1, error: 'GT_ALREADY_INSTALLED'})
      expect(machines()['twice']?.workspace).to.equal(made[0])
      await gtOk('machine', 'remove', 'twice')
    })
    it('makes the town where it is told, and notes that', async () => {
      const {code, stdout, stderr} = await gt(['install', '--machine', 'west', west])
      expect({code, stderr}).to.deep.equal({code: 0, stderr: ''})
      expect(stdout).to.include(`Made a town in ${west} on west\n`)
      expect(stdout).to.match(/Next: gt rig add NAME GIT_URL --machine west\n$/)
      expect(machines()['west']?.workspace).to.equal(west)
    })
    it('tells the town there its name and its hub', () => {
      const {machine} = json(join(west, 'mayor/config.json'))
      expect(machine).to.deep.equal({name: 'west', hub: `${hostname()}:${hub}`})
    })
    it('makes there what it makes here', () => expectSame(alike, west))
    it('again says that it is one, and where', async () => {
      const refusal = await gtFails('install', '--machine', 'west')
      expect(refusal).to.include({code: 1, error: 'GT_ALREADY_INSTALLED', message: `west: ${west} is a town already`})
      expect(refusal.hint).to.match(/ with --machine west$/)
    })
    it('--force completes it, and takes it over from another hub', async () => {
      const file = join(west, 'mayor/config.json')
      const before = readFileSync(file, 'utf8')
      writeFileSync(file, before.replace(`:${hub}`, ':/else'))
      await gtOk('install', '--machine', 'west', '--force')
      expect(readFileSync(file, 'utf8')).to.equal(before)
    })
  })

  describe('gt rig', () => {
    it('add clones there', async () => {
      const {code, stdout} = await gt(['rig', 'add', 'web', url, '--branch', 'develop', '--machine', 'west'])
      expect(code).to.equal(0)
      expect(stdout)
        .to.include(`  ${west}/web\n`)
        .and.to.match(/Next: gt polecat add west:web\/NAME\n$/)
      await here('rig', 'add', 'web', url, '--branch', 'develop')
      expectSame(alike, west)
      expect(existsSync(join(hub, 'web'))).to.equal(false)
    })
    it('add names the machine as the hub knows it, and no other unless told', async () => {
      const file = join(west, 'web/.gastown/config.json')
      expect(json(file)['federation']).to.deep.equal({machines: ['west'], preferred_machine: 'west'})
      const {rig} = await gtOk('rig', 'show', 'web', '--machine', 'west')
      expect([rig.machines, rig.preferred_machine]).to.deep.equal([['west'], 'west'])
    })
    it('add that Ctrl-C ends leaves nothing there, and no command runs on', async () => {
      const long = makeLongRepository(join(folder.path, 'long.git'), 1500)
      const staging = join(west, 'mayor/staging')
      let asked = 0
      const isCloning = (): boolean =>
        ++asked % 10 === 0 &&
        readdirSync(staging).some((name) => existsSync(join(staging, name, 'rig/refinery/rig/.git')))
      const {code} = await gt(['rig', 'add', 'long', long, '--machine', 'west'], {
        endWhen: isCloning,
        endWith: 'SIGINT',
      })
      expect(code).to.equal(130)
      expect([readdirSync(staging), existsSync(join(west, 'long'))]).to.deep.equal([[], false])
      expect(execFileSync('ps', ['-eo', 'args'], {encoding: 'utf8'})).not.to.include(long)
    })
    it('list and show tell of there', async () => {
      const {rigs} = await gtOk('rig', 'list', '--machine', 'west')
      expect(rigs.map(({name, machine}) => [name, machine])).to.deep.equal([['web', 'west']])
      expect(await gtOk('rig', 'list', '--machine', 'local')).to.deep.equal({rigs: []})
      const {rig} = await gtOk('rig', 'show', 'web', '--machine', 'west')
      expect(rig.clones.mayor).to.deep.equal({path: join(west, 'mayor/rigs/web'), branch: 'develop'})
    })
  })

  describe('gt polecat', () => {
    it('add makes the clone there', async () => {
      const {code, stdout} = await gt(['polecat', 'add', 'west:web/happy'])
      expect([code, stdout]).to.deep.equal([0, `Added polecat west:web/happy: branch develop\n  ${west}/web/happy\n`])
      await here('polecat', 'add', 'web/happy')
      expectSame(alike, west)
    })
    it('list shows addresses that lead there, and the work that is only there', async () => {
      write(join(west, 'web/happy'), {'new.txt': 'not committed\n'})
      const {polecats} = await gtOk('polecat', 'list', '--machine', 'west')
      expect(polecats.map(({address, at_risk}) => [address, at_risk?.length])).to.deep.equal([['west:web/happy', 1]])
    })
    it('remove refuses to lose it, and moves it to the trash there with --force', async () => {
      const refusal = await gtFails('polecat', 'remove', 'west:web/happy')
      expect(refusal).to.include({code: 1, error: 'GT_WORK_AT_RISK'})
      expect(refusal.hint).to.include('gt polecat remove west:web/happy --force')
      const {polecat} = await gtOk('polecat', 'remove', 'west:web/happy', '--force')
      expect(readFileSync(join(west, 'mayor/trash', polecat.trash, 'polecat/new.txt'), 'utf8')).to.equal(
        'not committed\n',
      )
      expect((await gtOk('trash', 'list', '--machine', 'west')).entries.map(({id}) => id)).to.deep.equal([
        polecat.trash,
      ])
      expect(existsSync(join(west, 'web/happy'))).to.equal(false)
    })
  })

  describe('gt rig remove and adopt', () => {
    it('do there what they do here', async () => {
      const {stdout} = await gt(['rig', 'remove', 'web', '--machine', 'west'])
      expect(stdout).to.include('bring it back with gt rig adopt web --machine west')
      expect(existsSync(join(west, 'web/.gastown/config.json'))).to.equal(false)
      const {rig} = await gtOk('rig', 'adopt', 'web', '--machine', 'west')
      expect(rig.adopted).to.equal(true)
    })
  })

  describe('gt rig add --machines', () => {
    it('takes what the registry of the hub knows, not what that of the machine does', async () => {
      const refusal = await gtFails('rig', 'add', 'r2', url, '--machine', 'west', '--machines', 'wset')
      expect(refusal).to.include({code: 2, error: 'GT_MACHINE_NOT_FOUND', hint: 'did you mean west?'})
      expect(existsSync(join(west, 'r2'))).to.equal(false)
      await gtOk(
        'rig',
        'add',
        'r2',
        url,
        '--machine',
        'west',
        '--machines',
        'west,local',
        '--preferred-machine',
        'west',
      )
      expect(json(join(west, 'r2/.gastown/config.json'))['federation']).to.deep.equal({
        machines: ['west', 'local'],
        preferred_machine: 'west',
      })
      await expectHealthy(west)
      const {code, stdout} = await gt(['doctor', '--machine', 'west', '--json'])
      expect(code, stdout).to.equal(0)
      expect((JSON.parse(stdout) as {summary: object}).summary).to.include({failed: 0, warned: 0, errored: 0})
      await gtOk('rig', 'remove', 'r2', '--delete', '--machine', 'west')
    })
  })

  describe('gt polecat add where the rig is missing', () => {
    it('refuses one that the hub has not either', async () => {
      expect(await gtFails('polecat', 'add', 'west:wbe/sad')).to.include({code: 2, error: 'GT_RIG_NOT_FOUND'})
    })
    it('adds the rig first, as the hub has it, and says so', async () => {
      await gtOk('rig', 'add', 'shop', url, '--branch', 'develop', '--beads-path', '/srv/beads')
      const {code, stdout, stderr} = await gt(['polecat', 'add', 'west:shop/sad'])
      expect(code, stderr).to.equal(0)
      expect(stdout).to.equal(
        `Added rig shop on west first: ${url}\nAdded polecat west:shop/sad: branch develop\n  ${west}/shop/sad\n`,
      )
      expect(stderr).to.include('its beads_path /srv/beads is a path here')
      expect(stderr).to.include('federation.machines of shop does not name west')
      expect(json(join(west, 'shop/.gastown/config.json'))).to.deep.equal({
        type: 'rig',
        git_url: url,
        branch: 'develop',
        federation: {machines: ['west'], preferred_machine: 'west'},
      })
      await expectHealthy(west)
    })
    it('of several at once one adds it, and all get their polecat; gt rig remove --delete takes all away', async () => {
      await gtOk('rig', 'add', 'app', url, '--machines', 'local,west')
      const all = await Promise.all(['a', 'b'].map(async (name) => gtOk('polecat', 'add', `west:app/${name}`)))
      expect(all.filter(({polecat}) => polecat.rig_added).length).to.equal(1)
      expect(all.flatMap(({polecat}) => polecat.warnings)).to.deep.equal([])
      expect(git(join(west, 'app/b'), 'status', '--porcelain')).to.equal('')
      await gtOk('rig', 'remove', 'app', '--delete', '--machine', 'west')
      expect(existsSync(join(west, 'app'))).to.equal(false)
    })
  })

  describe('gt machine add', () => {
    it('tells a town that is there already its hub, but not one that has another', async () => {
      await gtOk('machine', 'remove', 'west', '--force')
      await add('east', '--workspace', west)
      const file = join(west, 'mayor/config.json')
      expect(json(file)['machine']).to.deep.equal({name: 'east', hub: `${hostname()}:${hub}`})
      writeFileSync(file, readFileSync(file, 'utf8').replace(`:${hub}`, ':/else'))
      await gtOk('machine', 'remove', 'east')
      const {code, stderr} = await gt(['machine', 'add', 'west', ...wordsTo(sshd), '--workspace', west])
      expect(code, stderr).to.equal(0)
      expect(stderr).to.include(`has another hub, ${hostname()}:/else, and keeps it`)
      expect(json(file)['machine']).to.deep.equal({name: 'east', hub: `${hostname()}:/else`})
    })
  })
})

/** The same folders, files, links and modes, but for times, the place of the town and what only another machine has. */
function expectSame(one: string, other: string): void {
  const [a, b] = [tellingTree(one), tellingTree(other)]
  const paths = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((path) => a[path] !== b[path])
  expect(paths.map((path) => [path, b[path]])).to.deep.equal(paths.map((path) => [path, a[path]]))
}

function tellingTree(town: string): Record<string, string> {
  const entries = [...treeOf(town)].map(([path, {kind, mode, content}]): [string, string] => {
    const inGit = /(^|\/)\.git\//.test(path) && !/\.git\/(config|HEAD|packed-refs|info\/exclude|refs\/.*)$/.test(path)
    const text = content
      .replaceAll(town, '<town>')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replace(/,\n {2}"machine": \{[^}]*\}/, '')
      .replace(/("federation": \{[^}]*\})/, (federation) => federation.replaceAll('"west"', '"local"'))
    return [path, `${kind} ${mode.toString(8)} ${inGit ? '' : text}`]
  })
  return Object.fromEntries(entries)
}
