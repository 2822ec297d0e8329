import {expect} from 'chai'
import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {rigTown} from './fresh-town.js'
import {inTown} from './in-town.js'
import {diskUsage, git, makeLongRepository, makeRepository, recordingGit} from './repositories.js'
import {expectHealthy} from './towns.js'
import {rounds} from '../support/rounds.js'

/** What the tests read in a town's files. */
interface Files {
  branch: string
  beads_path: string
  federation: unknown
  projects: Record<string, {git_url: string} | undefined>
}

describe('gt rig add', () => {
  let [root, town, rich, small] = ['', '', '', '']
  const shared = rigTown((fresh) => ({root, town, rich, small} = fresh))

  const {gt, gtOk, gtFails} = inTown(() => town)
  const json = (path: string): Files => JSON.parse(readFileSync(join(town, path), 'utf8')) as Files

  it('gt rig add rich FILE_URL', async () => {
    const {code, stdout} = await gt(['rig', 'add', 'rich', rich])
    expect(stdout).to.equal(`Added rig rich: branch main of ${rich}\n  ${town}/rich\nNext: gt polecat add rich/NAME\n`)
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
    const commits = rounds(300, 1000)
    const url = makeLongRepository(join(root, 'long.git'), commits, 2000)
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
      expect(git(join(town, clone), 'rev-list', '--count', 'HEAD')).to.equal(String(commits))
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
})
