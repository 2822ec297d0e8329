import {expect} from 'chai'
import {spawnSync} from 'node:child_process'
import {existsSync, rmSync, writeFileSync} from 'node:fs'
import {join, relative} from 'node:path'
import {few} from '../support/rounds.js'
import {runCli, temporaryFolder} from './cli.js'
import {errorOf, inTown} from './in-town.js'
import {makeRepository, write} from './repositories.js'
import {skipBecause} from './skip-because.js'
import {everything, expectHealthy} from './towns.js'
import {copyTree} from '../support/copy-tree.js'

/** System calls that change what is on the disk, or wait until it is there. */
const changes = [
  ...['rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'rmdir', 'mkdir', 'mkdirat', 'symlink', 'symlinkat'],
  ...['link', 'linkat', 'fsync', 'fdatasync', 'ftruncate', 'chmod', 'fchmod', 'fchmodat'],
].join(',')

/** At which of them gt, or a git that it started, is killed: at every fifth until it ends by itself; in `npm test` at one. */
function* moments(): Generator<number> {
  if (few) yield 7
  else for (let moment = 1; ; moment += 5) yield moment
}

describe('a command that is killed at any change it makes', function () {
  this.timeout(few ? 180_000 : 3_600_000)
  let folder = {path: '', remove: (): void => undefined}
  let town = ''
  let whole = ''
  const {gt, gtOk} = inTown(() => town)
  /** What lies in the town, by paths relative to it; the doctor's own notes and locks left out. */
  const content = (...below: string[]): Record<string, string> =>
    Object.fromEntries(
      Object.entries(everything(join(town, ...below)))
        .map(([path, text]) => [relative(town, path), text] as const)
        .filter(([path]) => !path.startsWith('mayor/doctor') && !path.endsWith('.lock') && path !== 'mayor/staging'),
    )

  before(async function () {
    const {status} = spawnSync('strace', ['-f', '-qq', '-o', '/dev/null', 'true'])
    if (status !== 0) skipBecause(this, 'strace may not trace here')
    folder = temporaryFolder('killed')
    const url = makeRepository(join(folder.path, 'web.git'), [{'a.txt': 'a\n'}])
    town = whole = join(folder.path, 'whole')
    await runCli(['install', town], {cwd: folder.path})
    await gtOk('rig', 'add', 'web', url)
    await gtOk('polecat', 'add', 'web/happy')
    write(town, {'web/happy/notes.txt': 'mine\n', 'web/.gastown/mail/happy/inbox.jsonl': '{"id":1}\n'})
  })
  after(() => folder.remove())

  /** A fresh town for each moment, and what has to be true of it afterwards. */
  async function atEachMoment(
    words: readonly string[],
    prepare: () => Promise<void> | void,
    check: (told: string) => Promise<void>,
  ): Promise<void> {
    town = join(folder.path, 'town')
    let kills = 0
    for (const moment of moments()) {
      rmSync(town, {recursive: true, force: true})
      copyTree(whole, town)
      await prepare()
      const isKilled = await killedAt(words, moment)
      await check(`gt ${words.join(' ')}, at change ${moment}`)
      if (!isKilled && !few) break
      kills += isKilled ? 1 : 0
    }
    expect(kills, 'it was never killed').to.be.at.least(1)
  }

  async function killedAt(words: readonly string[], moment: number): Promise<boolean> {
    const inject = `inject=${changes}:signal=SIGKILL:when=${moment}`
    const wrapper = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${changes}`, '-e', inject]
    // One thread that works on files, so that the changes are counted in their order.
    const {code, signal} = await runCli(words, {cwd: town, wrapper, env: {UV_THREADPOOL_SIZE: '1'}})
    return signal === 'SIGKILL' || code === 137
  }

  it('gt polecat remove: the clone is in its place or in the trash, whole, and comes back', async () => {
    let before: Record<string, string> = {}
    await atEachMoment(
      ['polecat', 'remove', 'web/happy', '--force'],
      () => void (before = content('web/happy')),
      async (told) => {
        const again = await gt(['polecat', 'remove', 'web/happy', '--force', '--json'])
        if (again.code !== 0) expect(errorOf(again.stdout).code, told).to.equal('GT_POLECAT_NOT_FOUND')
        expect(existsSync(join(town, 'web/happy')), told).to.equal(false)
        await gtOk('trash', 'restore', 'web/happy')
        expect(content('web/happy'), told).to.deep.equal(before)
        await gt(['doctor', '--fix'])
        await expectHealthy(town)
      },
    )
  })

  it('gt rig remove --delete: all of it is in its place or in the trash, and comes back', async () => {
    let before: Record<string, string> = {}
    await atEachMoment(
      ['rig', 'remove', 'web', '--delete', '--force'],
      () => void (before = {...content('web'), ...content('mayor/rigs/web')}),
      async (told) => {
        const again = await gt(['rig', 'remove', 'web', '--delete', '--force', '--json'])
        if (again.code !== 0) expect(errorOf(again.stdout).code, told).to.equal('GT_RIG_NOT_FOUND')
        await gtOk('trash', 'restore', 'web')
        expect({...content('web'), ...content('mayor/rigs/web')}, told).to.deep.equal(before)
        await gt(['doctor', '--fix'])
        await expectHealthy(town)
      },
    )
  })

  it('gt trash restore: the next one ends it, also under another name, and all of it is back', async () => {
    for (const [what, options] of [
      ['web', []],
      ['web', ['--as', 'net']],
      ['web/happy', ['--as', 'glad']],
    ] as const) {
      const [back, remove] =
        what === 'web'
          ? [options[1] ?? 'web', ['rig', 'remove', 'web', '--delete']]
          : ['web/glad', ['polecat', 'remove', what]]
      const places = what === 'web' ? [back, `mayor/rigs/${back}`] : [back]
      let before: string[] = []
      await atEachMoment(
        ['trash', 'restore', what, ...options],
        async () => {
          rmSync(join(town, 'web/.gastown/mail/happy/inbox.jsonl'))
          before = (what === 'web' ? [what, 'mayor/rigs/web'] : [what])
            .flatMap((place) => Object.keys(content(place)))
            .sort()
          await gtOk(...remove, '--force')
        },
        async (told) => {
          const again = await gt(['trash', 'restore', what, ...options, '--json'])
          if (again.code !== 0) expect(errorOf(again.stdout).code, told).to.equal('GT_TRASH_NOT_FOUND')
          const after = places.flatMap((place) => Object.keys(content(place)))
          expect(
            after
              .filter((path) => !path.includes('.gt-tmp-'))
              .map((path) => path.replaceAll(back, what))
              .sort(),
            told,
          ).to.deep.equal(before)
          expect(await gtOk('trash', 'list'), told).to.deep.equal({entries: []})
          if (what === 'web') expect((await gtOk('rig', 'list')).rigs[0], told).to.include({name: back})
          await gt(['doctor', '--fix'])
          await expectHealthy(town)
        },
      )
    }
  })

  it('gt rig add: the same command makes it, or says how the one that is there is adopted', async () => {
    await atEachMoment(
      ['rig', 'add', 'api', join(folder.path, 'web.git')],
      () => undefined,
      async (told) => {
        const again = await gt(['rig', 'add', 'api', join(folder.path, 'web.git'), '--json'])
        if (again.code !== 0) {
          expect(['GT_PATH_TAKEN', 'GT_RIG_EXISTS'], told).to.include(errorOf(again.stdout).code)
          await gtOk('rig', 'adopt', 'api')
        }
        expect((await gt(['doctor', '--fix'])).code, told).to.equal(0)
        await expectHealthy(town)
      },
    )
  })

  const damage = (): void => {
    rmSync(join(town, 'mayor/mail'), {recursive: true})
    rmSync(join(town, 'web/refinery/rig'), {recursive: true})
    writeFileSync(join(town, 'mayor/boss/state.json'), '{"version": 1,')
  }

  it('gt doctor --fix: the next one ends it, and nobody else notices', async () => {
    let before: Record<string, string> = {}
    await atEachMoment(
      ['doctor', '--fix'],
      () => {
        damage()
        before = content('web/happy')
      },
      async (told) => {
        const {code, stdout} = await gt(['doctor', '--fix'])
        expect([code, stdout.includes('✗')], `${told}\n${stdout}`).to.deep.equal([0, false])
        expect(content('web/happy'), told).to.deep.equal(before)
        await expectHealthy(town)
      },
    )
  })

  it('gt doctor undo: the next one ends it, and all is as it was before the repair', async () => {
    let before: Record<string, string> = {}
    await atEachMoment(
      ['doctor', 'undo'],
      async () => {
        damage()
        before = content()
        expect((await gt(['doctor', '--fix'])).code).to.equal(0)
      },
      async (told) => {
        const again = await gt(['doctor', 'undo', '--json'])
        if (again.code !== 0) expect(errorOf(again.stdout).code, told).to.equal('GT_NOTHING_TO_UNDO')
        expect(content(), told).to.deep.equal(before)
      },
    )
  })
})
