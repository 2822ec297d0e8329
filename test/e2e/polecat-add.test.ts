import {expect} from 'chai'
import {
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
import {bin} from './cli.js'
import {polecatTown} from './fresh-town.js'
import {errorOf, inTown} from './in-town.js'
import {git, makeRepository, recordingGit, write} from './repositories.js'
import {expectHealthy, snapshot} from './towns.js'

describe('gt polecat add', () => {
  let [root, town, url] = ['', '', '']
  const shared = polecatTown((fresh) => ({root, town, url} = fresh))
  const {gt, gtOk, gtFails} = inTown(() => town)

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
