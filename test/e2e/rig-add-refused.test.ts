import {expect} from 'chai'
import {execFileSync, spawnSync} from 'node:child_process'
import {cpSync, existsSync, mkdirSync, symlinkSync} from 'node:fs'
import {join} from 'node:path'
import {rigTown} from './fresh-town.js'
import {errorOf, inTown} from './in-town.js'
import {git, recordingGit, write} from './repositories.js'
import {skipBecause} from './skip-because.js'
import {snapshot} from './towns.js'

describe('gt rig add, where it cannot be done', () => {
  let [root, town, rich, small] = ['', '', '', '']
  const shared = rigTown((fresh) => ({root, town, rich, small} = fresh))

  const {gt, gtOk, gtFails} = inTown(() => town)

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
        expect([3, ['GT_NO_SPACE', 'GT_GIT_FAILED'].includes(errorOf(stdout).code)], stdout).to.deep.equal([code, true])
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
})
