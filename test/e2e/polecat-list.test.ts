import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {runCli, temporaryFolder} from './cli.js'
import {inTown} from './in-town.js'
import {git, makeRepository, recordingGit, write} from './repositories.js'

describe('gt polecat list', () => {
  let folder = {path: '', remove: (): void => undefined}
  let town = ''
  let url = ''
  const {gt, gtOk, gtFails} = inTown(() => town)

  before(async () => {
    folder = temporaryFolder('polecat-list')
    url = makeRepository(join(folder.path, 'web.git'), [{'a.txt': 'a\n', '.gitignore': 'build/\n'}])
    town = join(folder.path, 'town')
    await runCli(['install', town], {cwd: folder.path})
    await gtOk('rig', 'add', 'web', url)
  })
  after(() => folder.remove())

  it('names what is only in each clone', async () => {
    expect(await gtOk('polecat', 'list')).to.deep.equal({polecats: []})
    await gtOk('polecat', 'add', 'web/a')
    await gtOk('polecat', 'add', 'web/b', '--branch', 'topic')
    write(town, {'web/b/x.txt': 'x'})
    expect((await gt(['polecat', 'list'])).stdout).to.equal(
      'POLECAT  BRANCH  ONLY HERE\nweb/a    main    -\nweb/b    topic   1 untracked file: x.txt\n',
    )
    expect(await gtFails('polecat', 'list', 'wbe')).to.include({code: 2, error: 'GT_RIG_NOT_FOUND'})
  })

  it('takes two processes of git a clone at most', async () => {
    write(town, {'web/b/a.txt': 'mine\n'})
    git(join(town, 'web/b'), 'commit', '-qam', 'mine')
    const {env, calls} = recordingGit(join(folder.path, 'recorded'))
    const {stdout, code} = await gt(['polecat', 'list'], {env})
    expect(stdout).to.match(/^web\/b +topic +1 untracked file: x\.txt; 1 unpushed commit: /m)
    expect(code).to.equal(0)
    expect(calls().length, calls().join('\n')).to.be.at.least(2).and.at.most(4)
  })

  it('says where there is more than it looks into, and remove decides', async () => {
    await gtOk('polecat', 'add', 'web/c')
    await gtOk('polecat', 'add', 'web/d')
    const [c, d] = [join(town, 'web/c'), join(town, 'web/d')]
    git(c, 'update-index', '--assume-unchanged', 'a.txt')
    write(c, {'a.txt': 'changed\n', 'new.txt': 'n'})
    mkdirSync(join(d, 'build/deep'), {recursive: true})
    execFileSync('git', ['init', '-q', join(d, 'build/deep/inner')])
    const {stdout} = await gt(['polecat', 'list'])
    expect(stdout).to.match(/^web\/a +main +-$/m)
    expect(stdout).to.match(/^web\/c +main +at least 1 untracked file: new\.txt$/m)
    expect(stdout).to.match(/^web\/d +main +nothing seen$/m)
    expect(stdout).to.match(/\n\nIgnored folders, submodules .* gt polecat remove does\.\n$/)
    const {polecats} = (await gtOk('polecat', 'list')) as unknown as {polecats: {name: string; at_least: boolean}[]}
    expect(polecats.map(({name, at_least}) => [name, at_least])).to.deep.equal([
      ['a', false],
      ['b', false],
      ['c', true],
      ['d', true],
    ])
    expect((await gtFails('polecat', 'remove', 'web/c')).message).to.include('1 change hidden from git status: a.txt')
    expect((await gtFails('polecat', 'remove', 'web/d')).message).to.include('build/deep/inner/')
    for (const name of ['c', 'd']) await gtOk('polecat', 'remove', `web/${name}`, '--force')
  })

  it('shows a clone whose git says nothing as ?, and the others all the same', async function () {
    this.timeout(60_000)
    const bin = join(folder.path, 'stuck')
    mkdirSync(bin)
    const real = execFileSync('sh', ['-c', 'command -v git'], {encoding: 'utf8'}).trim()
    const pids = join(folder.path, 'pids')
    const stuck = `case "$GIT_WORK_TREE" in */web/a) echo $$ >>'${pids}'; exec sleep 600;; esac`
    writeFileSync(join(bin, 'git'), `#!/bin/sh\n${stuck}\nexec '${real}' "$@"\n`)
    chmodSync(join(bin, 'git'), 0o755)
    const start = performance.now()
    const {stdout, code} = await gt(['polecat', 'list'], {
      env: {PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`},
      alone: true,
    })
    expect(performance.now() - start).to.be.below(13_000)
    expect(stdout).to.match(/^web\/a +main +\? git did not answer within 7 s; gt polecat remove waits longer$/m)
    expect(stdout).to.match(/^web\/b +topic +1 untracked file: x\.txt; 1 unpushed commit: /m)
    expect(code).to.equal(0)
    for (const pid of readFileSync(pids, 'utf8').trim().split('\n')) expect(isRunning(Number(pid))).to.equal(false)
  })

  describe('of a polecat that is gone without gt', () => {
    const [list, away] = ['web/.gastown/polecats.json', 'gone']
    const seen = (): string[] => {
      const text = readFileSync(join(town, list), 'utf8')
      return Object.keys((JSON.parse(text) as {polecats: Record<string, unknown>}).polecats).sort()
    }
    beforeEach(() => renameSync(join(town, 'web/a'), join(folder.path, away)))

    it('shows it, as the doctor does; it can be put back', async () => {
      expect(seen()).to.deep.equal(['a', 'b'])
      expect((await gt(['polecat', 'list'])).stdout).to.match(
        /^web\/a +\? +\? it is gone: gt polecat add makes it again/m,
      )
      const {stdout} = await gt(['doctor', '--only', 'workspace/vanished-polecats'])
      expect(stdout).to.include('⚠ web: Polecat web/a is gone: its folder was moved or deleted without gt\n')
      renameSync(join(folder.path, away), join(town, 'web/a'))
      expect((await gt(['doctor', '--only', 'workspace/vanished-polecats'])).stdout).not.to.include('⚠')
    })

    it('gt polecat remove forgets it', async () => {
      const {code, stdout} = await gt(['polecat', 'remove', 'web/a'])
      expect(stdout).to.match(/^Forgot polecat web\/a, whose folder was gone; its mail stays in \S+\n$/)
      expect(code).to.equal(0)
      expect(seen()).to.deep.equal(['b'])
      expect(await gtFails('polecat', 'remove', 'web/a')).to.include({code: 2, error: 'GT_POLECAT_NOT_FOUND'})
      rmSync(join(folder.path, away), {recursive: true})
      await gtOk('polecat', 'add', 'web/a')
      expect(seen()).to.deep.equal(['a', 'b'])
    })

    it('gt polecat add makes it again; one that gt removed is no such polecat', async () => {
      await gtOk('polecat', 'add', 'web/a')
      rmSync(join(folder.path, away), {recursive: true})
      await gtOk('polecat', 'remove', 'web/a')
      expect((await gt(['doctor', '--only', 'workspace/vanished-polecats'])).stdout).not.to.include('⚠')
      expect((await gt(['polecat', 'list'])).stdout).not.to.include('web/a')
      await gtOk('trash', 'restore', 'web/a')
      expect(seen()).to.deep.equal(['a', 'b'])
    })

    it('a broken list hinders nothing, and --fix makes it again', async () => {
      writeFileSync(join(town, list), '{"version": 1, "polecats": {"a": {}')
      expect((await gt(['polecat', 'list'])).stdout).not.to.include('web/a')
      const added = await gt(['polecat', 'add', 'web/a'])
      expect(added.code).to.equal(0)
      expect(added.stderr).to.include('polecats.json was not brought up to date')
      expect((await gt(['doctor', '--fix', '--only', 'workspace/vanished-polecats'])).code).to.equal(0)
      expect(seen()).to.deep.equal(['a', 'b'])
    })
  })
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
