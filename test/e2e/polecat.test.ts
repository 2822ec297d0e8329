import {expect} from 'chai'
import {existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {copyTown, polecatTown} from './fresh-town.js'
import {inTown} from './in-town.js'
import {git, write} from './repositories.js'
import {everything, expectHealthy, snapshot} from './towns.js'

describe('gt polecat', () => {
  let [root, town, url] = ['', '', '']
  const shared = polecatTown((fresh) => ({root, town, url} = fresh))
  const {gt, gtOk, gtFails} = inTown(() => town)

  describe('gt polecat remove', () => {
    let clone = ''
    beforeEach(() => {
      clone = join(town, 'web/happy')
      rmSync(town, {recursive: true})
      copyTown(join(shared.path, 'manned'), town)
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

    it('names what git ignores: it goes along', async () => {
      write(clone, {'build/out.o': 'x'})
      expect((await gt(['polecat', 'remove', 'web/happy'])).stdout).to.include(
        'with it went what git ignores: build/\n',
      )
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
    const short = await gt(['status'])
    expect(short.stdout).to.match(
      /^Town: .*\n✓ nothing needs you, at a glance \(gt doctor looks closely\)\n\nRigs +1\nPolecats +1\n/,
    )
    const {code, stdout} = await gt(['status', '--all'])
    expect(stdout).to.include(
      `Town: ${town}\n✓ nothing needs you, at a glance (gt doctor looks closely)\n\nRigs\nRIG  POLECATS  GIT URL`,
    )
    expect(stdout).to.include('\n\nPolecats\nPOLECAT  BRANCH\nweb/a    main\n')
    expect(code).to.equal(0)
    const status = await gtOk('status')
    expect(status.workspace.path).to.equal(town)
    expect(status.rigs.map(({name, git_url}) => [name, git_url])).to.deep.equal([['web', url]])
    expect(status.polecats.map(({address}) => address)).to.deep.equal(['web/a'])
    expect(status.failures).to.deep.equal([])
  })
})
