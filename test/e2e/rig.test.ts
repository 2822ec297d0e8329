import {expect} from 'chai'
import {execFileSync, spawnSync} from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {many} from '../support/rounds.js'
import {runCli, temporaryFolder} from './cli.js'
import {errorOf, inTown} from './in-town.js'
import {
  diskUsage,
  git,
  makeLongRepository,
  makeRepository,
  makeRichRepository,
  recordingGit,
  write,
} from './repositories.js'
import {skipBecause} from './skip-because.js'
import {expectHealthy, snapshot} from './towns.js'

/** What the tests read in a town's files. */
interface Files {
  branch: string
  beads_path: string
  federation: unknown
  projects: Record<string, {git_url: string} | undefined>
}

describe('gt rig', () => {
  let shared = {path: '', remove: (): void => undefined}
  let rich = ''
  let small = ''
  let root = ''
  let town = ''
  let remove = (): void => undefined

  before(async () => {
    shared = temporaryFolder('repositories')
    rich = makeRichRepository(join(shared.path, 'rich.git'))
    small = makeRepository(join(shared.path, 'small.git'), [{'a.txt': 'a\n'}])
    await runCli(['install', 'town'], {cwd: shared.path})
  })
  after(() => shared.remove())
  beforeEach(() => {
    ;({path: root, remove} = temporaryFolder('rig'))
    town = join(root, 'town')
    cpSync(join(shared.path, 'town'), town, {recursive: true})
  })
  afterEach(() => remove())

  const {gt, gtOk, gtFails} = inTown(() => town)
  const json = (path: string): Files => JSON.parse(readFileSync(join(town, path), 'utf8')) as Files

  describe('gt rig add', () => {
    it('gt rig add rich FILE_URL', async () => {
      const {code, stdout} = await gt(['rig', 'add', 'rich', rich])
      expect(stdout).to.equal(
        `Added rig rich: branch main of ${rich}\n  ${town}/rich\nNext: gt polecat add rich/NAME\n`,
      )
      expect(code).to.equal(0)
      expect(json('rich/.gastown/config.json')).to.deep.equal({
        type: 'rig',
        git_url: rich,
        federation: {machines: ['local'], preferred_machine: 'local'},
      })
      expect(json('mayor/state.json').projects['rich']?.git_url).to.equal(rich)
      expect(json('rich/refinery/state.json')).to.include({state: 'stopped', awake: false})
      expect(readFileSync(join(town, 'rich/refinery/state.json.lock'), 'utf8')).to.equal('')
      for (const clone of ['rich/refinery/rig', 'mayor/rigs/rich']) {
        const folder = join(town, clone)
        expect(git(folder, 'config', 'remote.origin.url')).to.equal(rich)
        expect(git(folder, 'status', '--porcelain', '--branch')).to.equal('## main...origin/main')
        expect(git(folder, 'for-each-ref', '--format=%(refname)').split('\n')).to.deep.equal([
          'refs/heads/main',
          'refs/remotes/origin/HEAD',
          'refs/remotes/origin/develop',
          'refs/remotes/origin/feature/login',
          'refs/remotes/origin/main',
          'refs/tags/v1',
          'refs/tags/v1.1',
        ])
        expect(git(folder, 'symbolic-ref', 'refs/remotes/origin/HEAD')).to.equal('refs/remotes/origin/main')
        expect(readFileSync(join(folder, 'big.bin'), 'utf8')).to.match(/^version https:\/\/git-lfs/)
      }
      expect(git(town, 'status', '--porcelain', '-uall')).not.to.match(/refinery|mayor\/rigs|state\.json/)
      await expectHealthy(town)
    })

    it('clones once over the network', async () => {
      const {env, calls} = recordingGit(join(root, 'recorded'))
      expect((await gt(['rig', 'add', 'rich', rich], {env})).code).to.equal(0)
      // What is said before `--` is only written down.
      const sources = calls().map((call) => (/^(clone|fetch|ls-remote)/.test(call) ? call.split(' -- ').at(-1) : ''))
      expect(sources.filter((source) => source?.includes(rich))).to.have.length(1)
    })

    it('shares objects by hard links: refinery, mayor and 4 polecats take at most 1.1 times one clone', async function () {
      this.timeout(180_000)
      const url = makeLongRepository(join(root, 'long.git'), 1000, 2000)
      await gtOk('rig', 'add', 'long', url)
      for (const name of ['a', 'b', 'c', 'd']) await gtOk('polecat', 'add', `long/${name}`)
      git(root, 'clone', '-q', url, 'single')
      const clones = ['long/refinery/rig', 'mayor/rigs/long', 'long/a', 'long/b', 'long/c', 'long/d']
      const all = diskUsage(clones.map((clone) => join(town, clone, '.git/objects')))
      const ratio = all / diskUsage([join(root, 'single/.git/objects')])
      console.log(`        .git/objects of 6 clones: ${ratio.toFixed(3)} times one clone's`)
      expect(ratio).to.be.at.most(1.1)
      for (const clone of clones) {
        expect(existsSync(join(town, clone, '.git/objects/info/alternates'))).to.equal(false)
        expect(git(join(town, clone), 'config', 'remote.origin.url')).to.equal(url)
      }
      for (const [index, clone] of clones.entries()) {
        // It takes seconds, and whose lenders are all gone tells most.
        if (index === 1 || index === clones.length - 1) {
          expect(git(join(town, clone), 'fsck', '--no-progress')).to.equal('')
        }
        expect(git(join(town, clone), 'rev-list', '--count', 'HEAD')).to.equal('1000')
        if (index < clones.length - 1) rmSync(join(town, clone), {recursive: true})
      }
    })

    it('gt rig add NAME PATH: a relative path of a repository, which need not stay', async () => {
      makeRepository(join(root, 'near.git'), [{'a.txt': 'a\n'}])
      const added = await gtOk('rig', 'add', 'near', '../near.git.work')
      expect(added.rig.git_url).to.equal(join(root, 'near.git.work'))
      rmSync(join(root, 'near.git.work'), {recursive: true})
      expect(git(join(town, 'near/refinery/rig'), 'fsck', '--no-progress')).to.equal('')
    })

    it('does not depend on what a repository beside it borrows', async () => {
      git(root, 'clone', '-q', '--shared', join(shared.path, 'small.git'), 'borrower')
      await gtOk('rig', 'add', 'own', join(root, 'borrower'))
      for (const clone of ['own/refinery/rig', 'mayor/rigs/own']) {
        expect(existsSync(join(town, clone, '.git/objects/info/alternates'))).to.equal(false)
        rmSync(join(root, 'borrower'), {recursive: true, force: true})
        expect(git(join(town, clone), 'fsck', '--no-progress')).to.equal('')
      }
    })

    it('gt rig add --branch', async () => {
      await gtOk('rig', 'add', 'rich', rich, '--branch', 'feature/login')
      expect(json('rich/.gastown/config.json').branch).to.equal('feature/login')
      for (const clone of ['rich/refinery/rig', 'mayor/rigs/rich']) {
        expect(git(join(town, clone), 'status', '-sb')).to.equal('## feature/login...origin/feature/login')
      }
      const {polecat} = await gtOk('polecat', 'add', 'rich/p')
      expect(polecat.branch).to.equal('feature/login')
    })

    it('gt rig add --filter blob:none', async () => {
      const served = makeRepository(join(root, 'served.git'), [{'f.txt': 'one\n'}, {'f.txt': 'two\n'}])
      git(join(root, 'served.git'), 'config', 'uploadpack.allowFilter', 'true')
      await gtOk('rig', 'add', 'part', served, '--filter', 'blob:none')
      await gtOk('polecat', 'add', 'part/p')
      const missing = git(join(root, 'served.git'), 'rev-parse', 'main~1:f.txt')
      for (const clone of ['part/refinery/rig', 'mayor/rigs/part', 'part/p']) {
        const folder = join(town, clone)
        expect(git(folder, 'config', 'remote.origin.partialclonefilter')).to.equal('blob:none')
        expect(git(folder, 'rev-list', '--objects', '--all', '--missing=print').split('\n')).to.include(`?${missing}`)
        expect(git(folder, 'status', '--porcelain')).to.equal('')
        expect(git(folder, 'fsck', '--no-progress')).to.equal('')
      }
      expect(git(join(town, 'part/p'), 'show', 'HEAD~1:f.txt')).to.equal('one')
      await expectHealthy(town)
    })

    it('gt rig add: the beads of the repository, or --beads-path', async () => {
      const beads = makeRepository(join(root, 'beads.git'), [{'.beads/issues.jsonl': '{}\n'}])
      await gtOk('rig', 'add', 'one', beads)
      await gtOk('rig', 'add', 'two', beads, '--beads-path', '~/beads/two')
      expect(json('one/.gastown/config.json').beads_path).to.equal('mayor/rigs/one/.beads')
      expect(existsSync(join(town, 'mayor/rigs/one/.beads/issues.jsonl'))).to.equal(true)
      expect(json('two/.gastown/config.json').beads_path).to.equal('~/beads/two')
    })

    it('gt rig add --machines --preferred-machine', async () => {
      writeFileSync(join(town, 'mayor/machines.json'), '{"version":1,"machines":{"west":{"type":"ssh"}}}')
      await gtOk('rig', 'add', 'a', small, '--machines', 'local,west', '--preferred-machine', 'west')
      expect(json('a/.gastown/config.json').federation).to.deep.equal({
        machines: ['local', 'west'],
        preferred_machine: 'west',
      })
      expect(await gtFails('rig', 'add', 'b', small, '--machines', 'wset')).to.include({
        code: 2,
        error: 'GT_MACHINE_NOT_FOUND',
        hint: 'did you mean west?',
      })
    })

    const hostile: readonly (readonly [name: string, url: string, error: string])[] = [
      ['x', '-oProxyCommand=touch pwned', 'GT_GIT_URL_INVALID'],
      ['x', '--upload-pack=touch pwned', 'GT_GIT_URL_INVALID'],
      ['x', 'ext::sh -c touch% pwned', 'GT_GIT_URL_INVALID'],
      ['x', 'ssh://-oProxyCommand=touch pwned/x', 'GT_GIT_URL_INVALID'],
      ['x', 'https://me:hunter2@example.com/x', 'GT_GIT_URL_INVALID'],
      ['x', 'https://example.com/a\nb', 'GT_GIT_URL_INVALID'],
      ['x', '', 'GT_GIT_URL_INVALID'],
      ['..', 'small', 'GT_NAME_INVALID'],
      ['a/b', 'small', 'GT_NAME_INVALID'],
      ['a b', 'small', 'GT_NAME_INVALID'],
      ['a\u0007b', 'small', 'GT_NAME_INVALID'],
      ['mayor', 'small', 'GT_NAME_INVALID'],
      ['local', 'small', 'GT_NAME_INVALID'],
      ['a'.repeat(65), 'small', 'GT_NAME_INVALID'],
      ['-x', 'small', 'GT_NAME_INVALID'],
    ]
    it('refuses hostile URLs and names before git runs', async function () {
      this.timeout(120_000)
      const {env, calls} = recordingGit(join(root, 'recorded'))
      const before = snapshot(town)
      for (const [name, url, error] of hostile) {
        const target = url === 'small' ? small : url
        const {code, stdout} = await gt(['rig', 'add', '--json', '--', name, target], {env})
        expect([code, errorOf(stdout).code], JSON.stringify([name, url])).to.deep.equal([2, error])
        expect(stdout).not.to.include('hunter2')
      }
      expect(calls()).to.deep.equal([])
      expect(snapshot(town)).to.deep.equal(before)
    })

    it('shows no password, not even that of a URL it refuses', async () => {
      const {code, stderr} = await gt(['rig', 'add', 'x', 'https://me:hunter2@example.com/x'])
      expect(code).to.equal(2)
      expect(stderr).to.contain('GT_GIT_URL_INVALID').and.not.to.contain('hunter2')
    })

    it('leaves nothing behind when it fails', async () => {
      mkdirSync(join(root, 'empty.git'))
      git(join(root, 'empty.git'), 'init', '-q', '--bare')
      const before = snapshot(town)
      const failures = [
        [await gtFails('rig', 'add', 'x', join(root, 'empty.git')), 3, 'GT_REPOSITORY_EMPTY', /first commit/],
        [await gtFails('rig', 'add', 'x', join(root, 'nothing')), 3, 'GT_GIT_FAILED', /ls-remote/],
        [
          await gtFails('rig', 'add', 'x', rich, '--branch', 'develp'),
          2,
          'GT_BRANCH_NOT_FOUND',
          /did you mean develop\?/,
        ],
      ] as const
      for (const [failure, code, error, hint] of failures) {
        expect(failure).to.include({code, error})
        expect(failure.hint).to.match(hint)
      }
      const after = snapshot(town)
      delete after[join(town, 'mayor/staging/')]
      expect(after).to.deep.equal(before)
    })

    it('works inside a git hook, where GIT_DIR and its kin point elsewhere', async () => {
      git(root, 'init', '-q', 'other')
      const env = {
        GIT_DIR: join(root, 'other/.git'),
        GIT_WORK_TREE: join(root, 'other'),
        GIT_INDEX_FILE: '/nowhere/index',
      }
      expect(await gt(['rig', 'add', 'web', small], {env})).to.include({code: 0})
      expect(await gt(['polecat', 'add', 'web/p'], {env})).to.include({code: 0})
      expect(git(join(town, 'web/p'), 'status', '--porcelain', '-b')).to.equal('## main...origin/main')
      expect(await gt(['polecat', 'remove', 'web/p'], {env})).to.include({code: 0})
      expect(git(join(root, 'other'), 'for-each-ref')).to.equal('')
    })

    it('works from a folder that was deleted', async () => {
      mkdirSync(join(root, 'gone'))
      const script = 'rmdir ../gone && exec "$@"'
      const options = {cwd: join(root, 'gone'), wrapper: ['sh', '-c', script, 'sh']}
      expect(await gt(['rig', 'add', 'web', small, '--town', town], options)).to.include({code: 0})
      mkdirSync(join(root, 'gone'))
      const {code, stdout} = await gt(['rig', 'add', 'near', '../x', '--town', town, '--json'], options)
      expect([code, errorOf(stdout).code]).to.deep.equal([3, 'GT_CWD_GONE'])
    })

    it('leaves nothing on a disk that is full', async function () {
      const disk = join(root, 'disk')
      mkdirSync(disk)
      if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'gt-test', disk]).status !== 0)
        skipBecause(this, 'only root can mount a small tmpfs')
      let failures = 0
      try {
        for (const size of [40, 80, 120, 180, 240, 300, 360]) {
          execFileSync('umount', [disk])
          execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}k`, 'gt-test', disk])
          const place = join(disk, 'town')
          cpSync(join(shared.path, 'town'), place, {recursive: true, filter: (path) => !path.endsWith('/.git')})
          const before = snapshot(place)
          const {code, stdout} = await gt(['rig', 'add', 'web', rich, '--json'], {cwd: place})
          if (code === 0) continue
          failures++
          expect([3, ['GT_NO_SPACE', 'GT_GIT_FAILED'].includes(errorOf(stdout).code)], stdout).to.deep.equal([
            code,
            true,
          ])
          const after = snapshot(place)
          delete after[join(place, 'mayor/staging/')]
          expect(after).to.deep.equal(before)
        }
        expect(failures).to.be.at.least(4)
      } finally {
        execFileSync('umount', [disk])
      }
    })

    it('says that git is missing', async () => {
      mkdirSync(join(root, 'bin'))
      for (const tool of ['flock', 'cat']) symlinkSync(join('/usr/bin', tool), join(root, 'bin', tool))
      const {code, stdout} = await gt(['rig', 'add', 'web', small, '--json'], {env: {PATH: join(root, 'bin')}})
      expect(code).to.equal(3)
      expect(errorOf(stdout)).to.include({code: 'GT_COMMAND_NOT_FOUND', hint: 'install git'})
      expect(existsSync(join(town, 'web'))).to.equal(false)
    })

    it('refuses a name that is taken, in any case, and touches nothing', async () => {
      await gtOk('rig', 'add', 'web', small)
      write(town, {'docs/notes.txt': 'mine', 'mayor/rigs/Left/x': 'mine'})
      const before = snapshot(town)
      expect(await gtFails('rig', 'add', 'web', small)).to.include({code: 1, error: 'GT_RIG_EXISTS'})
      expect(await gtFails('rig', 'add', 'WEB', small)).to.include({code: 1, error: 'GT_RIG_EXISTS'})
      expect(await gtFails('rig', 'add', 'Docs', small)).to.include({code: 1, error: 'GT_PATH_TAKEN'})
      expect(await gtFails('rig', 'add', 'left', small)).to.include({code: 1, error: 'GT_PATH_TAKEN'})
      expect(snapshot(town)).to.deep.equal(before)
    })

    it(`${many} at once give ${many} rigs and a valid registry`, async function () {
      this.timeout(300_000)
      const names = Array.from({length: many}, (_, number) => `rig${number}`)
      const results = await Promise.all(names.map(async (name) => gt(['rig', 'add', name, small])))
      expect(results.filter(({code}) => code !== 0)).to.deep.equal([])
      expect(Object.keys(json('mayor/state.json').projects).sort()).to.deep.equal([...names].sort())
      expect(readdirSync(join(town, 'mayor/staging'))).to.deep.equal([])
      await expectHealthy(town)
    })

    it('many of one name at once give one rig', async function () {
      this.timeout(120_000)
      const results = await Promise.all(
        ['web', 'Web', 'WEB', 'web'].map(async (name) => gt(['rig', 'add', name, small])),
      )
      expect(results.map(({code}) => code).sort()).to.deep.equal([0, 1, 1, 1])
      expect(Object.keys(json('mayor/state.json').projects)).to.have.length(1)
      await expectHealthy(town)
    })

    /** Moments of `gt rig add web`, told by what is there. */
    const moments: Readonly<Record<string, () => boolean>> = {
      'the staging folder is there': () => staged().length > 0,
      'the clone begins': () => staged().some((folder) => existsSync(join(folder, 'rig/refinery/rig/.git'))),
      'the clone is there': () => staged().some((folder) => existsSync(join(folder, 'rig/refinery/rig/.git/index'))),
      'the second clone begins': () => staged().some((folder) => existsSync(join(folder, 'mayor/.git'))),
      'the rig is whole': () => staged().some((folder) => existsSync(join(folder, 'rig/.gastown/config.json'))),
      'the rig is in place': () => existsSync(join(town, 'web')),
      'both are in place': () => existsSync(join(town, 'mayor/rigs/web')),
    }
    const staged = (): string[] => {
      const staging = join(town, 'mayor/staging')
      return existsSync(staging) ? readdirSync(staging).map((name) => join(staging, name)) : []
    }

    for (const [moment, endWhen] of Object.entries(moments)) {
      it(`killed when ${moment}: the rig can be had, and what was left is swept`, async () => {
        await gt(['rig', 'add', 'web', rich], {endWhen})
        const {code, stdout} = await gt(['rig', 'add', 'web', rich, '--json'])
        if (code !== 0 && errorOf(stdout).code !== 'GT_RIG_EXISTS') {
          expect(errorOf(stdout), stdout).to.include({code: 'GT_PATH_TAKEN', hint: 'adopt it with gt rig adopt web'})
          await gtOk('rig', 'adopt', 'web')
          await gt(['doctor', '--fix'])
        }
        for (const clone of ['web/refinery/rig', 'mayor/rigs/web']) {
          expect(git(join(town, clone), 'status', '--porcelain', '-b')).to.equal('## main...origin/main')
        }
        expect(json('mayor/state.json').projects).to.have.property('web')
        for (const left of staged()) utimesSync(left, 1, 1)
        await gtOk('rig', 'add', 'sweeper', small)
        expect(staged()).to.deep.equal([])
      })
    }

    for (const [moment, endWhen] of Object.entries(moments).slice(0, 5)) {
      it(`interrupted when ${moment}: everything is taken back`, async () => {
        const before = snapshot(town)
        const {code} = await gt(['rig', 'add', 'web', rich], {endWhen, endWith: 'SIGINT'})
        // It may have been done already when the signal came.
        if (code === 0) return
        expect(code).to.equal(130)
        const after = snapshot(town)
        delete after[join(town, 'mayor/staging/')]
        // A lock is permanent once somebody took it.
        delete after[join(town, 'mayor/state.json.lock')]
        delete before[join(town, 'mayor/state.json.lock')]
        expect(after).to.deep.equal(before)
      })
    }
  })

  it('a corrupt state.json stops every command that needs it, and stays as it is', async function () {
    this.timeout(120_000)
    await gtOk('rig', 'add', 'web', small)
    const text = '{\n  "version": 1,\n  "projects": {"web": {}}\n}\n'
    for (const corrupt of [text, '{"version": 1,']) {
      writeFileSync(join(town, 'mayor/state.json'), corrupt)
      for (const args of [
        ['rig', 'add', 'b', small],
        ['rig', 'adopt', 'web'],
        ['rig', 'list'],
        ['rig', 'show', 'web'],
        ['rig', 'remove', 'web'],
        ['rig', 'remove', 'web', '--delete'],
        ['polecat', 'add', 'web/p'],
        ['polecat', 'list'],
        ['polecat', 'remove', 'web/p'],
      ]) {
        const failure = await gtFails(...args)
        expect(failure, args.join(' ')).to.include({code: 3, error: 'GT_FILE_CORRUPT'})
        expect(failure.message).to.match(/mayor\/state\.json is corrupt, line \d+, column \d+: /)
      }
      const {code, stdout} = await gt(['status'])
      expect(code).to.equal(3)
      expect(stdout).to.match(/mayor\/state\.json is corrupt, line \d+/)
      expect(readFileSync(join(town, 'mayor/state.json'), 'utf8')).to.equal(corrupt)
    }
  })

  describe('gt rig list, show', () => {
    it('gt rig list --json', async () => {
      expect(await gtOk('rig', 'list')).to.deep.equal({rigs: []})
      await gtOk('rig', 'add', 'web', small)
      await gtOk('rig', 'add', 'api', small)
      const {rigs} = await gtOk('rig', 'list')
      expect(rigs).to.deep.equal(
        ['api', 'web'].map((name) => ({
          name,
          path: join(town, name),
          git_url: small,
          registered: true,
          configured: true,
          state: 'ok',
          machine: 'local',
          polecats: [],
        })),
      )
      expect((await gt(['rig', 'list'])).stdout).to.equal(
        `RIG  POLECATS  GIT URL${' '.repeat(small.length - 5)}STATE\napi  0         ${small}  ok\nweb  0         ${small}  ok\n`,
      )
    })

    it('gt rig show NAME', async () => {
      await gtOk('rig', 'add', 'web', rich, '--branch', 'develop')
      const {rig} = await gtOk('rig', 'show', 'web')
      expect(rig).to.deep.include({branch: 'develop', machines: ['local'], polecats: []})
      expect(rig.clones.mayor).to.deep.equal({path: join(town, 'mayor/rigs/web'), branch: 'develop'})
      expect(await gtFails('rig', 'show', 'wbe')).to.include({
        code: 2,
        error: 'GT_RIG_NOT_FOUND',
        hint: 'did you mean web?',
      })
    })
  })

  describe('gt rig remove, adopt', () => {
    it('gt rig remove NAME unregisters, gt rig adopt DIR brings it back', async () => {
      await gtOk('rig', 'add', 'web', small)
      await gtOk('polecat', 'add', 'web/p')
      write(town, {'web/p/new.txt': 'work'})
      await gtOk('rig', 'remove', 'web')
      expect(await gtOk('rig', 'list')).to.deep.equal({rigs: []})
      expect(readFileSync(join(town, 'web/p/new.txt'), 'utf8')).to.equal('work')
      expect((await gtFails('rig', 'add', 'web', small)).hint).to.equal('adopt it with gt rig adopt web')
      await gt(['doctor', '--fix'])
      expect(await gtOk('rig', 'list')).to.deep.equal({rigs: []})
      const {rig} = await gtOk('rig', 'adopt', 'web')
      expect(rig).to.deep.include({name: 'web', adopted: true, missing: []})
      expect((await gtOk('rig', 'adopt', './web/'))['rig'].adopted).to.equal(false)
      await expectHealthy(town)
    })

    it('gt rig adopt refuses what is no rig of this town', async () => {
      git(town, 'clone', '-q', small, 'clone')
      mkdirSync(join(town, 'plain'))
      symlinkSync(shared.path, join(town, 'link'))
      expect(await gtFails('rig', 'adopt', 'clone')).to.include({code: 2, error: 'GT_NOT_A_RIG'})
      expect(await gtFails('rig', 'adopt', 'plain')).to.include({code: 2, error: 'GT_NOT_A_RIG'})
      expect(await gtFails('rig', 'adopt', shared.path)).to.include({code: 2, error: 'GT_NOT_IN_TOWN'})
      expect(await gtFails('rig', 'adopt', 'link')).to.include({code: 2, error: 'GT_NOT_IN_TOWN'})
      expect(await gtFails('rig', 'adopt', 'nothing')).to.include({code: 3, error: 'GT_NOT_FOUND'})
    })

    it('gt rig remove NAME of a rig whose folder is gone', async () => {
      await gtOk('rig', 'add', 'web', small)
      rmSync(join(town, 'web'), {recursive: true})
      await gtOk('rig', 'remove', 'web')
      expect(await gtOk('rig', 'list')).to.deep.equal({rigs: []})
    })

    it('gt rig remove NAME --delete', async () => {
      await gtOk('rig', 'add', 'web', rich)
      await gtOk('polecat', 'add', 'web/p')
      write(town, {'web/.gastown/mail/p/inbox.jsonl': '{"id":1}\n'})
      const {rig} = await gtOk('rig', 'remove', 'web', '--delete')
      const trash = join(town, 'mayor/trash', rig.trash)
      expect(readFileSync(join(trash, 'rig/.gastown/mail/p/inbox.jsonl'), 'utf8')).to.equal('{"id":1}\n')
      expect(existsSync(join(town, 'web'))).to.equal(false)
      expect(readdirSync(join(town, 'mayor/rigs'))).to.deep.equal([])
      expect(readdirSync(join(town, 'mayor/staging'))).to.deep.equal([])
      expect(json('mayor/state.json').projects).to.deep.equal({})
    })

    it('gt rig remove NAME --delete refuses while any clone holds work, and names it', async () => {
      await gtOk('rig', 'add', 'web', small)
      await gtOk('polecat', 'add', 'web/p')
      write(town, {'mayor/rigs/web/notes.txt': 'mine', 'web/p/a.txt': 'changed\n'})
      git(join(town, 'web/refinery/rig'), 'commit', '-q', '--allow-empty', '-m', 'merged here')
      const before = snapshot(town)
      const failure = await gtFails('rig', 'remove', 'web', '--delete')
      expect(failure).to.include({code: 1, error: 'GT_WORK_AT_RISK'})
      expect(failure.message).to.match(/web\/refinery\/rig holds 1 unpushed commit: \w+ merged here/)
      expect(failure.message).to.include('mayor/rigs/web holds 1 untracked file: notes.txt')
      expect(failure.message).to.include('web/p holds 1 uncommitted change: a.txt')
      expect(snapshot(town)).to.deep.equal(before)
    })

    it('gt rig remove NAME --delete refuses while there are files that gt did not make', async () => {
      await gtOk('rig', 'add', 'web', small)
      write(town, {'web/todo.txt': 'mine', 'web/refinery/plan.md': 'mine', 'web/folder/x': 'mine'})
      const failure = await gtFails('rig', 'remove', 'web', '--delete')
      expect(failure).to.include({code: 1, error: 'GT_FOREIGN_FILES'})
      for (const name of ['todo.txt', 'refinery/plan.md', 'folder']) expect(failure.message).to.include(name)
      expect(readFileSync(join(town, 'web/todo.txt'), 'utf8')).to.equal('mine')
    })
  })
})
