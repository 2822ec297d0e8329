import {expect} from 'chai'
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {many} from '../support/rounds.js'
import {bin, runCli, temporaryFolder} from './cli.js'
import {errorOf, inTown} from './in-town.js'
import {git, makeRepository, makeRichRepository, recordingGit, write} from './repositories.js'
import {everything, expectHealthy, snapshot} from './towns.js'

describe('gt polecat', () => {
  let root = ''
  let town = ''
  let url = ''
  let remove = (): void => undefined
  const {gt, gtOk, gtFails} = inTown(() => town)

  let shared = {path: '', remove: (): void => undefined}

  /** A town is made once, and one with a polecat, and copied for each test. */
  before(async () => {
    shared = temporaryFolder('polecats')
    url = makeRichRepository(join(shared.path, 'rich.git'))
    town = join(shared.path, 'town')
    await runCli(['install', town], {cwd: shared.path})
    await gtOk('rig', 'add', 'web', url)
    const plain = town
    town = join(shared.path, 'manned')
    copy(plain, town)
    await gtOk('polecat', 'add', 'web/happy')
    writeFileSync(join(town, 'web/happy/mail/inbox.jsonl'), '{"id":1}\n')
  })
  after(() => shared.remove())
  beforeEach(() => {
    ;({path: root, remove} = temporaryFolder('polecat'))
    town = join(root, 'town')
    copy(join(shared.path, 'town'), town)
  })
  afterEach(() => remove())

  describe('gt polecat add', () => {
    it('gt polecat add web/happy', async () => {
      const {code, stdout} = await gt(['polecat', 'add', 'web/happy'])
      expect(stdout).to.equal(`Added polecat web/happy: branch main\n  ${town}/web/happy\n`)
      expect(code).to.equal(0)
      const clone = join(town, 'web/happy')
      expect(git(clone, 'status', '--porcelain', '--branch', '-uall')).to.equal('## main...origin/main')
      expect(git(clone, 'config', 'remote.origin.url')).to.equal(url)
      expect(git(clone, 'fetch', 'origin')).to.equal('')
      expect(readlinkSync(join(clone, 'mail'))).to.equal('../.gastown/mail/happy')
      await expectHealthy(town)
      renameSync(town, join(root, 'moved'))
      expect(lstatSync(join(root, 'moved/web/happy/mail/')).isDirectory()).to.equal(true)
      renameSync(join(root, 'moved'), town)
    })

    it('needs no network', async () => {
      const {env, calls} = recordingGit(join(root, 'recorded'))
      const [here, gone] = [join(shared.path, 'rich.git'), join(shared.path, 'gone.git')]
      renameSync(here, gone)
      const {code} = await gt(['polecat', 'add', 'web/happy'], {env})
      renameSync(gone, here)
      expect(code).to.equal(0)
      // What is said before `--` is only written down.
      const used = calls().filter((call) => !call.startsWith('config') && call.split(' -- ').at(-1)?.includes(url))
      expect(used).to.deep.equal([])
      expect(git(join(town, 'web/happy'), 'fsck', '--no-progress')).to.equal('')
    })

    it('keeps its mail through git clean -fdx', async () => {
      await gtOk('polecat', 'add', 'web/happy')
      const clone = join(town, 'web/happy')
      writeFileSync(join(clone, 'mail/inbox.jsonl'), '{"id":1}\n')
      expect(git(clone, 'status', '--porcelain', '-uall')).to.equal('')
      git(clone, 'clean', '-fdx')
      expect(readFileSync(join(town, 'web/.gastown/mail/happy/inbox.jsonl'), 'utf8')).to.equal('{"id":1}\n')
      expect(git(clone, 'status', '--porcelain')).to.equal('')
    })

    it('links no mail where the repository has a path mail of its own', async () => {
      const own = makeRepository(join(root, 'own.git'), [{'Mail/letter.txt': 'x\n'}])
      await gtOk('rig', 'add', 'own', own)
      await gtOk('polecat', 'add', 'own/p')
      const clone = join(town, 'own/p')
      expect(git(clone, 'status', '--porcelain', '-uall')).to.equal('')
      expect(readdirSync(clone).sort()).to.deep.equal(['.git', 'Mail'])
      expect(existsSync(join(town, 'own/.gastown/mail/p'))).to.equal(true)
      write(clone, {'Mail/new.txt': 'mine'})
      expect((await gtFails('polecat', 'remove', 'own/p')).message).to.include('Mail/new.txt')
    })

    it('gt polecat add --branch of the origin', async () => {
      const {polecat} = await gtOk('polecat', 'add', 'web/a', '--branch', 'feature/login')
      expect(polecat).to.include({branch: 'feature/login', starts_at: null})
      expect(git(join(town, 'web/a'), 'status', '-sb')).to.equal('## feature/login...origin/feature/login')
    })

    it('gt polecat add --branch that the origin got later', async () => {
      git(join(shared.path, 'rich.git'), 'branch', 'late', 'main')
      const {polecat} = await gtOk('polecat', 'add', 'web/a', '--branch', 'late')
      expect(polecat).to.include({branch: 'late', starts_at: null})
    })

    it('gt polecat add --branch that is new', async () => {
      const {polecat} = await gtOk('polecat', 'add', 'web/a', '--branch', 'fix/x')
      expect(polecat).to.include({branch: 'fix/x', starts_at: 'main'})
      const {stdout} = await gt(['polecat', 'add', 'web/b', '--branch', 'fix/y'])
      expect(stdout).to.match(/^Added polecat web\/b: new branch fix\/y, which starts at main\n/)
      expect(git(join(town, 'web/a'), 'status', '-sb')).to.equal('## fix/x')
    })

    it('borrows from any clone that is left, and asks the origin when none is', async () => {
      await gtOk('polecat', 'add', 'web/a')
      rmSync(join(town, 'web/refinery/rig'), {recursive: true})
      rmSync(join(town, 'mayor/rigs/web/.git/objects'), {recursive: true})
      await gtOk('polecat', 'add', 'web/b')
      rmSync(join(town, 'web/a'), {recursive: true})
      rmSync(join(town, 'web/b/.git/HEAD'))
      await gtOk('polecat', 'add', 'web/c')
      expect(git(join(town, 'web/c'), 'fsck', '--no-progress')).to.equal('')
    })

    it('refuses hostile names and branches before git runs', async () => {
      const {env, calls} = recordingGit(join(root, 'recorded'))
      const before = snapshot(town)
      for (const [args, error] of [
        [['web/..'], 'GT_ADDRESS_INVALID'],
        [['../web/a'], 'GT_ADDRESS_INVALID'],
        [['web/a b'], 'GT_ADDRESS_INVALID'],
        [['web/refinery'], 'GT_ADDRESS_INVALID'],
        [['web/Mail'], 'GT_ADDRESS_INVALID'],
        [['web/a\u0007'], 'GT_ADDRESS_INVALID'],
        [[`web/${'a'.repeat(65)}`], 'GT_ADDRESS_INVALID'],
        [['web/'], 'GT_ADDRESS_INVALID'],
        [['mayor'], 'GT_ADDRESS_INVALID'],
        [['wbe/a'], 'GT_RIG_NOT_FOUND'],
        [['web/a', '--branch=--orphan'], 'GT_BRANCH_INVALID'],
      ] as const) {
        const {code, stdout} = await gt(['polecat', 'add', ...args, '--json'], {env})
        expect([code, (JSON.parse(stdout) as {error: {code: string}}).error.code], args[0]).to.deep.equal([2, error])
      }
      expect(calls()).to.deep.equal([])
      expect(snapshot(town)).to.deep.equal(before)
    })

    it('refuses a name that is taken, in any case', async () => {
      await gtOk('polecat', 'add', 'web/happy')
      write(town, {'web/notes/': ''})
      const before = snapshot(town)
      for (const name of ['happy', 'Happy', 'notes']) {
        expect(await gtFails('polecat', 'add', `web/${name}`)).to.include({code: 1, error: 'GT_POLECAT_EXISTS'})
      }
      expect(snapshot(town)).to.deep.equal(before)
    })

    it('does not follow links out of the town', async () => {
      mkdirSync(join(root, 'outside'))
      rmSync(join(town, 'web/.gastown/mail'), {recursive: true, force: true})
      symlinkSync(join(root, 'outside'), join(town, 'web/.gastown/mail'))
      expect(await gtFails('polecat', 'add', 'web/a')).to.include({code: 3, error: 'GT_NOT_A_DIRECTORY'})
      expect(readdirSync(join(root, 'outside'))).to.deep.equal([])
      expect(existsSync(join(town, 'web/a'))).to.equal(false)
    })

    it(`${many} at once give ${many} polecats`, async function () {
      this.timeout(300_000)
      const names = Array.from({length: many}, (_, number) => `p${number}`)
      const results = await Promise.all(names.map(async (name) => gt(['polecat', 'add', `web/${name}`])))
      expect(results.filter(({code}) => code !== 0)).to.deep.equal([])
      const {rigs} = await gtOk('rig', 'list')
      expect(rigs[0]?.polecats).to.deep.equal([...names].sort())
      expect(readdirSync(join(town, 'mayor/staging'))).to.deep.equal([])
      await expectHealthy(town)
    })

    it('notices that its rig was removed while it cloned', async () => {
      const {env} = recordingGit(join(root, 'recorded'))
      const wrapper = join(root, 'recorded/bin/git')
      const recorder = readFileSync(wrapper, 'utf8')
      const removal = `case "$*" in *checkout*) '${process.execPath}' '${bin}' rig remove web --town '${town}' >&2;; esac`
      writeFileSync(wrapper, recorder.replace('exec ', `${removal}\nexec `))
      const {code, stdout} = await gt(['polecat', 'add', 'web/late', '--json'], {env})
      expect([code, errorOf(stdout).code]).to.deep.equal([2, 'GT_RIG_NOT_FOUND'])
      expect(existsSync(join(town, 'web/late'))).to.equal(false)
      expect(readdirSync(join(town, 'mayor/staging'))).to.deep.equal([])
    })

    it('many of one name at once give one polecat', async function () {
      this.timeout(120_000)
      const results = await Promise.all(['p', 'P', 'p'].map(async (name) => gt(['polecat', 'add', `web/${name}`])))
      expect(results.map(({code}) => code).sort()).to.deep.equal([0, 1, 1])
    })
  })

  describe('gt polecat remove', () => {
    let clone = ''
    beforeEach(() => {
      clone = join(town, 'web/happy')
      rmSync(town, {recursive: true})
      copy(join(shared.path, 'manned'), town)
    })

    it('gt polecat remove web/happy: the clone goes, its mail stays', async () => {
      write(clone, {'build/out.o': 'x'})
      const {polecat} = await gtOk('polecat', 'remove', 'web/happy')
      expect(polecat).to.deep.include({only_here: [], superseded: [], ignored: ['build/']})
      expect(existsSync(clone)).to.equal(false)
      expect(readFileSync(join(polecat.mail, 'inbox.jsonl'), 'utf8')).to.equal('{"id":1}\n')
      expect(readdirSync(join(town, 'mayor/staging'))).to.deep.equal([])
      await expectHealthy(town)
      expect(await gtFails('polecat', 'remove', 'web/happy')).to.include({code: 2, error: 'GT_POLECAT_NOT_FOUND'})
    })

    it('takes pushed work for safe', async () => {
      write(clone, {'new.txt': 'x'})
      git(clone, 'add', '.')
      git(clone, 'commit', '-q', '-m', 'done')
      git(clone, 'push', '-q', 'origin', 'main:topic')
      await gtOk('polecat', 'remove', 'web/happy')
    })

    const kinds: readonly (readonly [what: string, message: RegExp, work: (clone: string) => void])[] = [
      ['changed files', /1 uncommitted change: README\.md/, (at) => write(at, {'README.md': 'changed\n'})],
      [
        'staged files',
        /1 uncommitted change: new\.txt/,
        (at) => {
          write(at, {'new.txt': 'x'})
          git(at, 'add', 'new.txt')
        },
      ],
      ['untracked files', /2 untracked files: a b\.txt, d\/e/, (at) => write(at, {'a b.txt': 'x', 'd/e': 'x'})],
      [
        'a stash',
        /1 stash: stash@\{0\}: WIP on main/,
        (at) => {
          write(at, {'README.md': 'changed\n'})
          git(at, 'stash', '-q')
        },
      ],
      [
        'unpushed commits on a branch that is not checked out',
        /2 unpushed commits: \w+ two, \w+ one/,
        (at) => {
          git(at, 'checkout', '-q', '-b', 'side')
          git(at, 'commit', '-q', '--allow-empty', '-m', 'one')
          git(at, 'commit', '-q', '--allow-empty', '-m', 'two')
          git(at, 'checkout', '-q', 'main')
        },
      ],
      [
        'unpushed commits on a detached HEAD',
        /1 unpushed commit: \w+ lost/,
        (at) => {
          git(at, 'checkout', '-q', '--detach')
          git(at, 'commit', '-q', '--allow-empty', '-m', 'lost')
        },
      ],
      ['a tag', /1 tag that may not be pushed: mine/, (at) => git(at, 'tag', '-a', 'mine', '-m', 'mine')],
      [
        'a merge under way',
        /1 unfinished operation: merge/,
        (at) => {
          git(at, 'merge', '-q', '--no-commit', '--no-ff', 'v1.1')
        },
      ],
      ['a repository inside', /1 repository inside: inner\//, (at) => git(at, 'init', '-q', 'inner')],
      ['a repository among ignored files', /1 repository inside: build\//, (at) => git(at, 'init', '-q', 'build')],
      [
        'changes hidden from git status',
        /1 change hidden from git status: README\.md/,
        (at) => {
          git(at, 'update-index', '--assume-unchanged', 'README.md')
          write(at, {'README.md': 'changed\n'})
        },
      ],
      [
        'work in a submodule',
        /1 submodule with work: vendor\/library/,
        (at) => {
          git(at, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'update', '--init')
          git(join(at, 'vendor/library'), 'checkout', '-q', '-b', 'work')
          git(join(at, 'vendor/library'), 'commit', '-q', '--allow-empty', '-m', 'inside')
          git(join(at, 'vendor/library'), 'checkout', '-q', '--detach', 'origin/main')
        },
      ],
      [
        'mail that lies in the clone itself',
        /1 untracked file: mail/,
        (at) => {
          rmSync(join(at, 'mail'))
          write(at, {'mail/inbox.jsonl': '{"id":2}\n'})
        },
      ],
    ]
    for (const [what, message, work] of kinds) {
      it(`refuses to lose ${what}`, async () => {
        work(clone)
        const before = snapshot(clone)
        const failure = await gtFails('polecat', 'remove', 'web/happy')
        expect(failure).to.include({code: 1, error: 'GT_WORK_AT_RISK'})
        expect(failure.message).to.match(message)
        expect(snapshot(clone)).to.deep.equal(before)
        const {polecats} = await gtOk('polecat', 'list', 'web')
        // The list does not look into these, and says so.
        const isUnseen = /^(changes hidden from git status|work in a submodule)$/.test(what)
        expect(polecats[0]?.at_risk).to.have.length(isUnseen ? 0 : 1)
        if (isUnseen) expect(polecats[0]?.at_least).to.equal(true)
      })
    }

    it('gt polecat remove --force moves all of it to the trash', async () => {
      write(clone, {'README.md': 'stashed\n'})
      git(clone, 'stash', '-q')
      git(clone, 'checkout', '-q', '-b', 'topic')
      write(clone, {'done.txt': 'done\n'})
      git(clone, 'add', '.')
      git(clone, 'commit', '-q', '-m', 'done')
      write(clone, {'staged.txt': 'staged\n'})
      git(clone, 'add', 'staged.txt')
      write(clone, {'staged.txt': 'changed again\n', 'untracked.txt': 'untracked\n'})
      git(clone, 'init', '-q', 'inner')
      const before = everything(clone)
      const {polecat} = await gtOk('polecat', 'remove', 'web/happy', '--force')
      expect(existsSync(clone)).to.equal(false)
      expect(polecat.only_here?.map(({kind}) => kind)).to.deep.equal([
        ...['uncommitted', 'untracked', 'nested', 'unpushed', 'stashed'],
      ])
      await gtOk('trash', 'restore', 'web/happy')
      expect(everything(clone)).to.deep.equal(before)
    })

    it('believes no file monitor that says nothing has changed, and does not run it', async () => {
      const monitor = join(root, 'monitor')
      writeFileSync(monitor, `#!/bin/sh\necho ran >>${join(root, 'ran')}\nprintf "token\\0"\n`, {mode: 0o755})
      git(clone, 'config', 'core.fsmonitor', monitor)
      for (let times = 0; times < 2; times++) git(clone, 'status', '--porcelain')
      write(clone, {'README.md': 'written where nobody looked\n'})
      expect(git(clone, 'status', '--porcelain')).to.equal('')
      rmSync(join(root, 'ran'))
      expect(await gtFails('polecat', 'remove', 'web/happy')).to.include({code: 1, error: 'GT_WORK_AT_RISK'})
      await gtOk('polecat', 'remove', 'web/happy', '--force')
      expect(existsSync(join(root, 'ran'))).to.equal(false)
    })

    it('refuses a clone with worktrees elsewhere, forced or not', async () => {
      git(clone, 'worktree', 'add', '-q', '-b', 'aside', join(root, 'aside'), 'origin/main')
      for (const force of [[], ['--force']]) {
        const failure = await gtFails('polecat', 'remove', 'web/happy', ...force)
        expect(failure).to.include({code: 1, error: 'GT_WORKTREES_ELSEWHERE'})
        expect(failure.message).to.include(join(root, 'aside'))
        expect(failure.hint).to.match(/worktree move.*worktree remove/)
      }
      git(clone, 'worktree', 'remove', join(root, 'aside'))
      await gtOk('polecat', 'remove', 'web/happy')
    })

    it('refuses a folder it cannot look into, whatever git repository is above it', async () => {
      git(town, 'add', '.gitignore')
      git(town, 'commit', '-q', '-m', 'town')
      rmSync(join(clone, '.git'), {recursive: true})
      const before = snapshot(town)
      expect(await gtFails('polecat', 'remove', 'web/happy')).to.include({code: 3, error: 'GT_CLONE_UNREADABLE'})
      expect(snapshot(town)).to.deep.equal(before)
      const {polecats} = await gtOk('polecat', 'list')
      expect(polecats[0]).to.include({at_risk: null})
      expect(polecats[0]?.problem).to.match(/cannot tell what/)
      const {polecat} = await gtOk('polecat', 'remove', 'web/happy', '--force')
      expect(polecat.only_here).to.equal(null)
      await gtOk('trash', 'restore', 'web/happy')
      expect(snapshot(clone)).to.deep.equal(
        Object.fromEntries(
          Object.entries(before).filter(([path]) => path.startsWith(`${clone}/`) && path !== `${clone}/`),
        ),
      )
    })

    it('goes on with a removal that was interrupted', async () => {
      write(clone, {'work.txt': 'mine'})
      const aside = join(town, 'mayor/staging/removing~web~happy')
      renameSync(clone, aside)
      expect(await gtFails('polecat', 'remove', 'web/happy')).to.include({code: 1, error: 'GT_WORK_AT_RISK'})
      expect(readFileSync(join(clone, 'work.txt'), 'utf8')).to.equal('mine')
      expect(existsSync(aside)).to.equal(false)
    })
  })

  it('gt status', async () => {
    await gtOk('polecat', 'add', 'web/a')
    const {code, stdout} = await gt(['status'])
    expect(stdout).to.include(`Town: ${town}\n\nRigs\nRIG  POLECATS  GIT URL`)
    expect(stdout).to.include('\n\nPolecats\nPOLECAT  BRANCH\nweb/a    main\n')
    expect(code).to.equal(0)
    const status = await gtOk('status')
    expect(status.workspace.path).to.equal(town)
    expect(status.rigs.map(({name, git_url}) => [name, git_url])).to.deep.equal([['web', url]])
    expect(status.polecats.map(({address}) => address)).to.deep.equal(['web/a'])
    expect(status.failures).to.deep.equal([])
  })
})

function copy(from: string, to: string): void {
  cpSync(from, to, {recursive: true, verbatimSymlinks: true, preserveTimestamps: true})
}
