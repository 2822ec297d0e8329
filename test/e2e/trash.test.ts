import {expect} from 'chai'
import {execFileSync, spawnSync} from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {runCli, temporaryFolder} from './cli.js'
import {inTown} from './in-town.js'
import {git, makeRepository, write} from './repositories.js'
import {skipBecause} from './skip-because.js'
import {everything, expectHealthy} from './towns.js'
import {copyTree} from '../support/copy-tree.js'

describe('gt trash', () => {
  let root = ''
  let town = ''
  let remove = (): void => undefined
  const {gt, gtOk, gtFails} = inTown(() => town)
  const shared = {path: '', remove: (): void => undefined}

  /** A town with the rig web and its polecat happy, made once and copied for each test. */
  before(async () => {
    Object.assign(shared, temporaryFolder('trashes'))
    town = join(shared.path, 'town')
    const url = makeRepository(join(shared.path, 'small'), [{'a.txt': 'a\n', '.gitignore': 'build/\n'}])
    await runCli(['install', town], {cwd: shared.path})
    await gtOk('rig', 'add', 'web', url)
    await gtOk('polecat', 'add', 'web/happy')
  })
  after(() => shared.remove())
  beforeEach(() => {
    ;({path: root, remove} = temporaryFolder('trash'))
    town = join(root, 'town')
    copyTree(join(shared.path, 'town'), town)
  })
  afterEach(() => remove())

  const trash = (...names: string[]): string => join(town, 'mayor/trash', ...names)
  const json = (path: string): Record<string, unknown> =>
    JSON.parse(readFileSync(join(town, path), 'utf8')) as Record<string, unknown>

  describe('of a polecat', () => {
    it('is listed, shown and restored as it was', async () => {
      write(town, {'web/happy/build/out.o': 'x', 'web/.gastown/mail/happy/inbox.jsonl': '{"id":1}\n'})
      const before = everything(join(town, 'web/happy'))
      const {polecat} = await gtOk('polecat', 'remove', 'web/happy')
      const {entries} = await gtOk('trash', 'list')
      expect(entries).to.have.length(1)
      expect(entries[0]).to.deep.include({id: polecat.trash, address: 'web/happy', parts: ['polecat'], only_here: []})
      expect((await gtOk('trash', 'show', 'web/happy')).entry).to.deep.equal(entries[0])
      expect((await gt(['trash', 'list'])).stdout).to.match(/^WHAT +REMOVED +ID +ONLY HERE\nweb\/happy +\d{4}-.* -\n$/)
      await expectHealthy(town)
      const {restored} = await gtOk('trash', 'restore', 'web/happy')
      expect(restored).to.deep.include({address: 'web/happy', path: join(town, 'web/happy')})
      expect(everything(join(town, 'web/happy'))).to.deep.equal(before)
      expect(readFileSync(join(town, 'web/happy/mail/inbox.jsonl'), 'utf8')).to.equal('{"id":1}\n')
      expect(await gtOk('trash', 'list')).to.deep.equal({entries: []})
      await expectHealthy(town)
    })

    it('comes back under another name, with mail of its own', async () => {
      await gtOk('polecat', 'remove', 'web/happy')
      await gtOk('polecat', 'add', 'web/happy')
      expect(await gtFails('trash', 'restore', 'web/happy')).to.include({code: 1, error: 'GT_POLECAT_EXISTS'})
      expect(await gtFails('trash', 'restore', 'web/happy', '--as', '../x')).to.include({error: 'GT_NAME_INVALID'})
      await gtOk('trash', 'restore', 'web/happy', '--as', 'again')
      expect(readlinkSync(join(town, 'web/again/mail'))).to.equal('../.gastown/mail/again')
      await expectHealthy(town)
    })

    it('whose objects another one borrows is not moved away from it', async () => {
      await gtOk('polecat', 'add', 'web/sad')
      write(town, {'web/sad/.git/objects/info/alternates': `${join(town, 'web/happy/.git/objects')}\n`})
      const failure = await gtFails('polecat', 'remove', 'web/happy', '--force')
      expect(failure).to.include({code: 1, error: 'GT_OBJECTS_LENT'})
      git(join(town, 'web/sad'), 'repack', '-adq')
      rmSync(join(town, 'web/sad/.git/objects/info/alternates'))
      await gtOk('polecat', 'remove', 'web/happy')
    })

    it('comes back under another name with worktrees of its own that work', async () => {
      git(join(town, 'web/happy'), 'worktree', 'add', '-q', '-b', 'side', 'build/side')
      await gtOk('polecat', 'remove', 'web/happy', '--force')
      await gtOk('trash', 'restore', 'web/happy', '--as', 'again')
      expect(git(join(town, 'web/again/build/side'), 'branch', '--show-current').trim()).to.equal('side')
      expect(git(join(town, 'web/again'), 'worktree', 'list', '--porcelain')).not.to.include('prunable')
    })

    it('is told of by whoever makes one of that name', async () => {
      const {polecat} = await gtOk('polecat', 'remove', 'web/happy')
      expect((await gt(['polecat', 'add', 'web/happy'])).stderr).to.include(polecat.trash)
    })

    it('that was removed twice is the newest', async () => {
      write(town, {'web/happy/build/first': 'x'})
      await gtOk('polecat', 'remove', 'web/happy')
      await gtOk('polecat', 'add', 'web/happy')
      write(town, {'web/happy/build/second': 'x'})
      await gtOk('polecat', 'remove', 'web/happy')
      await gtOk('trash', 'restore', 'web/happy')
      expect(readdirSync(join(town, 'web/happy/build'))).to.deep.equal(['second'])
      expect((await gtOk('trash', 'list')).entries).to.have.length(1)
    })
  })

  describe('of a rig', () => {
    it('holds its folder, the clone of the mayor, its registration and its mail, and gives all of it back', async () => {
      const state = json('mayor/state.json')
      Object.assign((state['projects'] as Record<string, object>)['web'] ?? {}, {color: 'red'})
      writeFileSync(join(town, 'mayor/state.json'), JSON.stringify(state))
      write(town, {'web/.gastown/mail/happy/inbox.jsonl': '{"id":1}\n'})
      const before = {rig: everything(join(town, 'web')), mayor: everything(join(town, 'mayor/rigs'))}
      await gtOk('rig', 'remove', 'web', '--delete')
      expect([existsSync(join(town, 'web')), readdirSync(join(town, 'mayor/rigs'))]).to.deep.equal([false, []])
      expect(json('mayor/state.json')['projects']).to.deep.equal({})
      await expectHealthy(town)
      await gtOk('trash', 'restore', 'web')
      expect({rig: everything(join(town, 'web')), mayor: everything(join(town, 'mayor/rigs'))}).to.deep.equal(before)
      expect(json('mayor/state.json')).to.deep.equal(state)
      await expectHealthy(town)
    })

    it('comes back under another name', async () => {
      await gtOk('rig', 'remove', 'web', '--delete')
      await gtOk('trash', 'restore', 'web', '--as', 'net')
      expect((await gtOk('rig', 'list')).rigs).to.deep.include.members([])
      expect((await gtOk('rig', 'list')).rigs.map(({name, polecats}) => [name, polecats])).to.deep.equal([
        ['net', ['happy']],
      ])
      await gtOk('polecat', 'add', 'net/more')
    })

    it('takes everything with --force, and says what was only there', async () => {
      write(town, {'web/todo.txt': 'mine', 'web/happy/new.txt': 'work', 'mayor/rigs/web/a.txt': 'changed\n'})
      expect(await gtFails('rig', 'remove', 'web', '--force')).to.include({code: 2})
      expect(await gtFails('rig', 'remove', 'web', '--delete')).to.include({code: 1})
      await gtOk('rig', 'remove', 'web', '--delete', '--force')
      const {entry} = await gtOk('trash', 'show', 'web')
      expect(entry.only_here?.map(({kind, items}) => [kind, items])).to.deep.equal([
        ['uncommitted', ['a.txt']],
        ['untracked', ['new.txt']],
      ])
      await gtOk('trash', 'restore', 'web')
      expect(readFileSync(join(town, 'web/todo.txt'), 'utf8')).to.equal('mine')
    })

    it('takes along what appears at the last moment', async () => {
      const wrapper = join(root, 'bin')
      write(wrapper, {
        git: `#!/bin/sh\ncase "$*" in *ls-remote*) echo late >${town}/web/notes.md;; esac\nexec /usr/bin/git "$@"\n`,
      })
      const PATH = `${wrapper}:${process.env['PATH'] ?? ''}`
      const {code} = await gt(['rig', 'remove', 'web', '--delete'], {
        env: {PATH: (makeExecutable(join(wrapper, 'git')), PATH)},
      })
      expect(code).to.equal(0)
      await gtOk('trash', 'restore', 'web')
      expect(readFileSync(join(town, 'web/notes.md'), 'utf8')).to.equal('late\n')
    })

    it('says what went with it that nobody was asked about, until it is gone for good', async () => {
      write(town, {'web/happy/build/secret': 'x', 'web/happy/.git/hooks/pre-commit': '#!/bin/sh'})
      const said = ['what git ignores: build/', 'hooks of git: pre-commit']
      const {stdout} = await gt(['polecat', 'remove', 'web/happy'])
      for (const line of said) expect(stdout).to.include(`with it went ${line}`)
      for (const line of said) expect((await gt(['trash', 'show', 'web/happy'])).stdout).to.include(`With it:  ${line}`)
      const {message} = await gtFails('trash', 'empty', '--all')
      for (const line of said) expect(message).to.include(`with it: ${line}`)
      await gtOk('trash', 'restore', 'web/happy')
      await gt(['rig', 'remove', 'web', '--delete'])
      for (const line of said) expect((await gt(['trash', 'show', 'web'])).stdout).to.include(`With it:  ${line}`)
    })

    it('with a mount in it is refused by name', async function () {
      mkdirSync(join(town, 'web/happy/build'))
      const mount = spawnSync('mount', ['-t', 'tmpfs', 'none', join(town, 'web/happy/build')])
      if (mount.status !== 0) skipBecause(this, 'nothing may be mounted here')
      try {
        const failure = await gtFails('polecat', 'remove', 'web/happy', '--force')
        expect(failure).to.include({code: 1, error: 'GT_TRASH_ELSEWHERE'})
        expect(failure.message).to.include(`${town}/web/happy/build is a mount`)
        expect((await gt(['trash', 'list'])).stdout).to.equal('The trash is empty.\n')
      } finally {
        execFileSync('umount', [join(town, 'web/happy/build')])
      }
    })

    it('that is a link elsewhere is refused', async () => {
      copyTree(join(town, 'web'), join(root, 'elsewhere'))
      rmSync(join(town, 'web'), {recursive: true})
      symlinkSync(join(root, 'elsewhere'), join(town, 'web'))
      const failure = await gtFails('rig', 'remove', 'web', '--delete', '--force')
      expect(failure).to.include({code: 1, error: 'GT_TRASH_ELSEWHERE'})
      expect(lstatSync(join(town, 'web')).isSymbolicLink()).to.equal(true)
      expect(existsSync(join(town, 'mayor/rigs/web'))).to.equal(true)
    })

    it('whose removal was killed in between is removed by the next one, into the same entry', async () => {
      const id = '20260102T030405Z-abcd~web'
      write(trash(id), {
        'manifest.json': JSON.stringify({
          ...{version: 1, kind: 'rig', address: 'web', removed_at: '2026-01-02T03:04:05Z', complete: false},
          only_here: [],
        }),
      })
      copyTree(join(town, 'mayor/rigs/web'), trash(id, 'mayor'))
      rmSync(join(town, 'mayor/rigs/web'), {recursive: true})
      const {rig} = await gtOk('rig', 'remove', 'web', '--delete')
      expect(rig.trash).to.equal(id)
      expect(readdirSync(trash(id)).sort()).to.deep.equal(['manifest.json', 'mayor', 'rig'])
      await gtOk('trash', 'restore', 'web')
      await expectHealthy(town)
    })

    it('whose removal was killed before the registry was written comes back all the same', async () => {
      const state = readFileSync(join(town, 'mayor/state.json'))
      await gtOk('rig', 'remove', 'web', '--delete', '--force')
      writeFileSync(join(town, 'mayor/state.json'), state)
      await gtOk('trash', 'restore', 'web')
      await expectHealthy(town)
    })

    it('that was put back, and is gone since, is not said to be restored', async () => {
      const {polecat} = await gtOk('polecat', 'remove', 'web/happy')
      const path = trash(polecat.trash, 'manifest.json')
      writeFileSync(path, JSON.stringify({...JSON.parse(readFileSync(path, 'utf8')), restoring_as: 'happy'}))
      rmSync(trash(polecat.trash, 'polecat'), {recursive: true})
      expect((await gt(['trash', 'list'])).stdout).to.include('nothing: gt trash restore ends putting it back')
      expect(await gtFails('trash', 'restore', 'web/happy')).to.include({code: 2, error: 'GT_TRASH_NOT_FOUND'})
      expect((await gt(['trash', 'list'])).stdout).to.equal('The trash is empty.\n')
    })

    it('leaves nothing in the way of a new one: the clone of the mayor alone goes to the trash', async () => {
      await gtOk('rig', 'remove', 'web')
      rmSync(join(town, 'web'), {recursive: true})
      await gtOk('rig', 'add', 'web', join(shared.path, 'small'))
      expect((await gtOk('trash', 'list')).entries[0]).to.deep.include({address: 'web', parts: ['mayor']})
    })
  })

  describe('its entries', () => {
    it('are the business of their owner alone, and not of git, before the first goes there, in old towns too', async () => {
      const path = join(town, '.gitignore')
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/.*\/trash\/\n/g, ''))
      await gtOk('polecat', 'remove', 'web/happy')
      expect(statSync(trash()).mode & 0o777).to.equal(0o700)
      expect(readFileSync(path, 'utf8')).to.include('/mayor/trash/\n')
      expect(git(town, 'status', '--porcelain', '-uall')).not.to.include('trash')
    })

    it('go to the place of a valid address, whatever path the manifest names', async () => {
      const manifest = {version: 1, kind: 'polecat', removed_at: '2026-01-02T03:04:05Z', from: join(root, 'x')}
      for (const [id, address] of Object.entries({
        one: '../../x',
        two: 'web/refinery',
        three: 'web/a/b',
        four: '/etc',
      })) {
        write(trash(id), {'manifest.json': JSON.stringify({...manifest, address}), 'polecat/file': 'x'})
        expect(await gtFails('trash', 'restore', id), address).to.include({code: 2, error: 'GT_TRASH_UNKNOWN'})
        expect(existsSync(trash(id, 'polecat/file'))).to.equal(true)
      }
      write(trash('five'), {'manifest.json': JSON.stringify({...manifest, address: 'web/back'}), 'polecat/file': 'x'})
      await gtOk('trash', 'restore', 'five')
      expect([existsSync(join(town, 'web/back/file')), existsSync(join(root, 'x'))]).to.deep.equal([true, false])
    })

    it('without a manifest, or with a broken one, are listed by the name of their folder', async () => {
      write(trash('nameless'), {'polecat/file': 'x'})
      write(trash('broken'), {'manifest.json': '{', 'polecat/file': 'x'})
      const {entries} = await gtOk('trash', 'list')
      expect(entries.map(({id, address}) => [id, address])).to.have.deep.members([
        ['nameless', null],
        ['broken', null],
      ])
      const failure = await gtFails('trash', 'restore', 'nameless')
      expect(failure).to.include({error: 'GT_TRASH_UNKNOWN'})
      expect(failure.message).to.include(trash('nameless'))
    })

    it('are named nearly by a name that is mistyped', async () => {
      await gtOk('polecat', 'remove', 'web/happy')
      expect(await gtFails('trash', 'show', 'web/hapy')).to.include({code: 2, hint: 'did you mean web/happy?'})
    })
  })

  describe('gt trash empty', () => {
    it('wants to know what, and without a terminal a --yes', async () => {
      write(town, {'web/happy/new.txt': 'work'})
      const {polecat} = await gtOk('polecat', 'remove', 'web/happy', '--force')
      expect(await gtFails('trash', 'empty')).to.include({code: 2, error: 'GT_USAGE'})
      expect(await gtFails('trash', 'empty', 'web/happy', '--all')).to.include({code: 2, error: 'GT_USAGE'})
      expect(await gtFails('trash', 'empty', '--older-than', 'soon')).to.include({code: 2, error: 'GT_AGE_INVALID'})
      const failure = await gtFails('trash', 'empty', 'web/happy')
      expect(failure).to.include({code: 2, error: 'GT_CONFIRMATION_NEEDED'})
      expect(failure.message).to.include('web/happy')
      expect(existsSync(trash(polecat.trash, 'polecat/new.txt'))).to.equal(true)
      const {emptied} = await gtOk('trash', 'empty', 'web/happy', '--yes')
      expect(emptied).to.deep.equal([{id: polecat.trash, address: 'web/happy'}])
      expect(readdirSync(trash())).to.deep.equal([])
      expect(readdirSync(join(town, 'mayor/staging'))).to.deep.equal([])
    })

    it('deletes what is older, and nothing else', async () => {
      const manifest = {version: 1, kind: 'polecat', address: 'web/old'}
      const old = new Date(Date.now() - 31 * 86_400_000).toISOString()
      write(trash('old'), {'manifest.json': JSON.stringify({...manifest, removed_at: old}), 'polecat/file': 'x'})
      write(trash('nameless'), {'polecat/file': 'x'})
      utimesSync(trash('nameless'), 0, 0)
      await gtOk('polecat', 'remove', 'web/happy')
      expect((await gtOk('trash', 'empty', '--older-than', '30d', '--yes')).emptied.map(({id}) => id)).to.deep.equal([
        'old',
      ])
      expect(readdirSync(trash())).to.include('nameless').and.to.have.length(2)
    })

    it('deletes folders that may not be written, and says what it could not delete', async function () {
      if (process.getuid?.() !== 0) skipBecause(this, 'only root can make a file that nobody may delete')
      write(town, {'web/happy/build/cache/module': 'x'})
      chmodSync(join(town, 'web/happy/build/cache'), 0o555)
      const {polecat} = await gtOk('polecat', 'remove', 'web/happy', '--force')
      const file = trash(polecat.trash, 'polecat/build/cache/module')
      try {
        execFileSync('chattr', ['+i', file], {stdio: 'ignore'})
      } catch {
        skipBecause(this, 'this file system knows no file that nobody may delete')
      }
      const failure = await gtFails('trash', 'empty', '--all', '--yes')
      expect(failure).to.include({code: 3, error: 'GT_TRASH_NOT_EMPTIED'})
      const left = /lies in (\S+):/.exec(failure.hint)?.[1] ?? expect.fail(failure.hint)
      execFileSync('chattr', ['-R', '-i', left])
      expect(existsSync(join(left, 'polecat/build/cache/module'))).to.equal(true)
    })

    it('follows no link', async () => {
      mkdirSync(join(root, 'precious'))
      write(root, {'precious/file': 'x'})
      symlinkSync(join(root, 'precious'), join(town, 'web/happy/link'))
      symlinkSync(join(root, 'precious'), join(town, 'web/happy/build'))
      await gtOk('polecat', 'remove', 'web/happy', '--force')
      symlinkSync(join(root, 'precious'), trash('linked'))
      await gtOk('trash', 'empty', '--all', '--yes')
      expect(readFileSync(join(root, 'precious/file'), 'utf8')).to.equal('x')
      expect(readdirSync(trash())).to.deep.equal(['linked'])
    })
  })

  describe('what earlier versions saved as references', () => {
    const prefix = 'refs/gt/removed/sad/2026-01-02T03-04-05-678Z'
    let refinery = ''
    let oid = ''
    beforeEach(() => {
      refinery = join(town, 'web/refinery/rig')
      git(refinery, 'checkout', '-q', '--detach')
      git(refinery, 'commit', '-q', '--allow-empty', '-m', 'saved')
      oid = git(refinery, 'rev-parse', 'HEAD')
      git(refinery, 'update-ref', `${prefix}/heads/topic`, oid)
      git(refinery, 'update-ref', `${prefix}/files`, oid)
      git(refinery, 'checkout', '-q', 'main')
      rmSync(join(refinery, '.git/logs/HEAD'))
    })

    it('is listed, and restored as branches', async () => {
      const {entries} = await gtOk('trash', 'list')
      expect(entries).to.have.length(1)
      expect(entries[0]).to.deep.include({kind: 'references', address: 'web/sad', path: refinery})
      expect(entries[0]?.parts).to.have.members(['heads/topic', 'files'])
      const {restored} = await gtOk('trash', 'restore', 'web/sad', '--as', 'back')
      expect(restored.branches).to.have.members(['back/topic', 'back/files'])
      expect(git(refinery, 'rev-parse', 'refs/heads/back/topic')).to.equal(oid)
      expect(git(refinery, 'for-each-ref', 'refs/gt')).to.equal('')
      expect(await gtOk('trash', 'list')).to.deep.equal({entries: []})
    })

    it('refuses nothing: it moves with the refinery', async () => {
      await gtOk('rig', 'remove', 'web', '--delete')
      await gtOk('trash', 'restore', 'web')
      expect((await gtOk('trash', 'list')).entries[0]).to.include({address: 'web/sad'})
    })
  })
})

function makeExecutable(path: string): void {
  const text = readFileSync(path)
  rmSync(path)
  writeFileSync(path, text, {mode: 0o755})
}
