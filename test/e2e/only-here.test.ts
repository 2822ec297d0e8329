import {expect} from 'chai'
import {cpSync, existsSync, readFileSync, renameSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {runCli, temporaryFolder} from './cli.js'
import {inTown} from './in-town.js'
import {commit, work} from './only-here-work.js'
import {git, makeRepository, write} from './repositories.js'
import {copyTree} from '../support/copy-tree.js'

/** What `gt polecat remove` does about work that git's own commands do not show, or show wrongly. */
describe('what is only in a clone', () => {
  let root = ''
  let town = ''
  let clone = ''
  let origin = ''
  let remove = (): void => undefined
  const {gt, gtOk, gtFails} = inTown(() => town)
  const shared = {path: '', remove: (): void => undefined}

  /** A town with the rig web and its polecats happy and sad, and its origin beside it, made once and copied for each test. */
  before(async () => {
    Object.assign(shared, temporaryFolder('only-here'))
    makeRepository(join(shared.path, 'origin'), [{'a.txt': 'a\n', '.gitignore': 'build/\n'}])
    town = join(shared.path, 'town')
    await runCli(['install', town], {cwd: shared.path})
    await gtOk('rig', 'add', 'web', join(shared.path, 'origin'))
    await gtOk('polecat', 'add', 'web/happy')
    await gtOk('polecat', 'add', 'web/sad')
  })
  after(() => shared.remove())
  beforeEach(() => {
    ;({path: root, remove} = temporaryFolder('only'))
    copyTree(shared.path, root)
    town = join(root, 'town')
    clone = join(town, 'web/happy')
    origin = join(root, 'origin')
    moveOrigin(shared.path, root)
  })
  afterEach(() => remove())

  /** The copy of the town has the copy of the origin. */
  function moveOrigin(from: string, to: string): void {
    const files = ['web/.gastown/config.json', 'mayor/state.json'].map((path) => join(town, path))
    const configs = ['web/happy', 'web/sad', 'web/refinery/rig', 'mayor/rigs/web'].map((path) =>
      join(town, path, '.git/config'),
    )
    for (const path of [...files, ...configs]) {
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(join(from, 'origin'), join(to, 'origin')))
    }
  }

  for (const [what, message, make] of work) {
    it(`is ${what}`, async () => {
      make({clone, town, origin, root})
      const failure = await gtFails('polecat', 'remove', 'web/happy')
      expect(failure).to.include({code: 1, error: 'GT_WORK_AT_RISK'})
      expect(failure.message).to.match(message)
      const {polecat} = await gtOk('polecat', 'remove', 'web/happy', '--force')
      expect(existsSync(join(town, 'mayor/trash', polecat.trash, 'polecat/.git/HEAD'))).to.equal(true)
    })
  }

  it('is not what was amended or rebased away before it was pushed: that goes along, and is named', async () => {
    commit(clone, 'draft')
    git(clone, 'commit', '-q', '--amend', '-m', 'done')
    git(join(town, 'web/sad'), 'commit', '-q', '--allow-empty', '-m', 'meanwhile')
    git(join(town, 'web/sad'), 'push', '-q', 'origin', 'main')
    git(clone, 'pull', '-q', '--rebase')
    git(clone, 'push', '-q', 'origin', 'main')
    const {polecat} = await gtOk('polecat', 'remove', 'web/happy')
    expect(polecat.only_here).to.deep.equal([])
    expect(polecat.superseded.map((title) => title.replace(/^\w+ /, '')).sort()).to.deep.equal(['done', 'draft'])
  })

  it('is not a link that git takes as unchanged, and that is', async () => {
    symlinkSync('a.txt', join(clone, 'link'))
    git(clone, 'add', 'link')
    git(clone, 'commit', '-q', '-m', 'link')
    git(clone, 'push', '-q', 'origin', 'main')
    git(clone, 'update-index', '--assume-unchanged', 'link')
    await gtOk('polecat', 'remove', 'web/happy')
  })

  it('is not what was pushed under another name than that of a branch or a tag', async () => {
    git(clone, 'notes', 'add', '-m', 'a note')
    git(clone, 'push', '-q', 'origin', 'refs/notes/commits')
    const work = commit(clone, 'work')
    git(clone, 'push', '-q', 'origin', 'HEAD:refs/wip/happy')
    git(clone, 'reset', '-q', '--hard', `${work}~1`)
    const {polecat} = await gtOk('polecat', 'remove', 'web/happy')
    expect(polecat.only_here).to.deep.equal([])
  })

  it('is not a branch that was rebased, pushed and deleted', async () => {
    git(clone, 'checkout', '-q', '-b', 'topic')
    commit(clone, 'topic')
    git(join(town, 'web/sad'), 'commit', '-q', '--allow-empty', '-m', 'meanwhile')
    git(join(town, 'web/sad'), 'push', '-q', 'origin', 'main')
    git(clone, 'fetch', '-q')
    git(clone, 'rebase', '-q', 'origin/main')
    git(clone, 'push', '-q', 'origin', 'topic')
    git(clone, 'checkout', '-q', 'main')
    git(clone, 'branch', '-q', '-D', 'topic')
    const {polecat} = await gtOk('polecat', 'remove', 'web/happy')
    expect(polecat.superseded.map((title) => title.replace(/^\w+ /, ''))).to.deep.equal(['topic'])
  })

  it('is not what the origin has by way of commits that the clone has not', async () => {
    commit(clone, 'mine')
    git(clone, 'push', '-q', 'origin', 'main:topic')
    const other = join(root, 'other')
    git(root, 'clone', '-q', origin, 'other')
    git(other, 'merge', '-q', '--no-ff', '-m', 'merged', 'origin/topic')
    git(other, 'push', '-q', 'origin', 'main', ':topic')
    git(clone, 'update-ref', '-d', 'refs/remotes/origin/topic')
    const before = git(clone, 'for-each-ref')
    await gtOk('polecat', 'remove', 'web/happy')
    await gtOk('trash', 'restore', 'web/happy')
    expect(git(clone, 'for-each-ref')).to.equal(before)
  })

  it('is judged by what gt itself saw of an origin that is out of reach, which is said', async () => {
    renameSync(origin, join(root, 'away'))
    expect((await gt(['polecat', 'remove', 'web/sad'])).stderr).to.include('Warning: the origin could not be asked')
    commit(clone, 'mine')
    git(clone, 'update-ref', 'refs/remotes/origin/main', 'HEAD')
    expect(await gtFails('polecat', 'remove', 'web/happy')).to.include({code: 1, error: 'GT_WORK_AT_RISK'})
    expect(await gtFails('rig', 'remove', 'web', '--delete')).to.include({code: 3, error: 'GT_ORIGIN_UNREACHABLE'})
  })

  it('is told without running anything that the clone configures', async () => {
    const ran = join(root, 'ran')
    const program = join(root, 'program')
    writeFileSync(program, `#!/bin/sh\necho "$0" >>${ran}\ncat\n`, {mode: 0o755})
    const settings = {
      'core.fsmonitor': program,
      'core.hooksPath': join(root, 'hooks'),
      'core.sshCommand': program,
      'core.pager': program,
      'filter.x.clean': program,
      'filter.x.process': program,
      'diff.external': program,
      'remote.origin.uploadpack': program,
    }
    for (const [name, value] of Object.entries(settings)) git(clone, 'config', name, value)
    for (const hook of ['post-index-change', 'reference-transaction', 'post-checkout']) {
      write(root, {[`hooks/${hook}`]: ''})
      cpSync(program, join(root, 'hooks', hook))
    }
    write(clone, {'.git/info/attributes': '* filter=x diff=x\n', 'a.txt': 'changed\n'})
    git(clone, 'config', '--file', join(root, 'included'), 'core.fsmonitor', program)
    git(clone, 'config', 'include.path', join(root, 'included'))
    for (const words of [
      'polecat list',
      'status',
      'doctor',
      'doctor --deep',
      'rig show web',
      'polecat remove web/happy',
    ]) {
      await gt(words.split(' '))
    }
    // git would take its configuration from there.
    write(clone, {
      '.git/elsewhere/config': `[core]\n\tfsmonitor = ${program}\n[filter "x"]\n\tclean = ${program}\n`,
      '.git/commondir': 'elsewhere\n',
    })
    for (const words of ['polecat list', 'doctor', 'polecat remove web/happy']) await gt(words.split(' '))
    expect(existsSync(clone)).to.equal(true)
    await gt(['polecat', 'add', 'web/more'])
    expect(existsSync(ran), existsSync(ran) ? readFileSync(ran, 'utf8') : '').to.equal(false)
    expect(existsSync(clone)).to.equal(true)
  })

  describe('gt polecat add', () => {
    it('starts from the origin as it is now, and follows one that renamed its branch', async () => {
      const other = join(root, 'other')
      git(root, 'clone', '-q', origin, 'other')
      const late = commit(other, 'late')
      git(origin, 'config', 'receive.denyDeleteCurrent', 'ignore')
      git(other, 'push', '-q', 'origin', 'main:trunk', ':main')
      git(origin, 'symbolic-ref', 'HEAD', 'refs/heads/trunk')
      const {polecat} = await gtOk('polecat', 'add', 'web/late')
      expect(polecat.branch).to.equal('trunk')
      expect(polecat.warnings).to.deep.equal(["the origin's default branch is trunk now"])
      expect(git(join(town, 'web/late'), 'rev-parse', 'HEAD')).to.equal(late)
    })

    it('--no-fetch, or an origin out of reach: from what was last seen, which is said', async () => {
      expect((await gtOk('polecat', 'add', 'web/quiet', '--no-fetch')).polecat.warnings[0]).to.match(
        /^the origin was not asked: it starts from what was last seen of it, at \d{4}-/,
      )
      renameSync(origin, join(root, 'away'))
      expect((await gtOk('polecat', 'add', 'web/alone')).polecat.warnings[0]).to.match(/^the origin could not be asked/)
    })
  })
})
