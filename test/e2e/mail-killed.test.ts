import {expect} from 'chai'
import {spawnSync} from 'node:child_process'
import {readdirSync, readFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {few} from '../support/rounds.js'
import {runCli, temporaryFolder} from './cli.js'
import {copyTown} from './fresh-town.js'
import {inTown} from './in-town.js'
import {makeRepository} from './repositories.js'
import {skipBecause} from './skip-because.js'

/** System calls that write, or change what is in a folder. */
const changes =
  'write,pwrite64,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,fsync,fdatasync,ftruncate,chmod,fchmod'

/** At which of them gt, or a program that it started, is killed: at every third until it ends by itself; in `npm test` at a few. */
function* moments(): Generator<number> {
  if (few) yield 2
  else for (let moment = 1; ; moment += 3) yield moment
}

describe('mail that is killed at any change it makes', function () {
  this.timeout(few ? 180_000 : 3_600_000)
  let folder = {path: '', remove: (): void => undefined}
  let town = ''
  let whole = ''
  const {gt, gtOk} = inTown(() => town)

  before(async function () {
    const {status} = spawnSync('strace', ['-f', '-qq', '-o', '/dev/null', 'true'])
    if (status !== 0) skipBecause(this, 'strace may not trace here')
    folder = temporaryFolder('mail-killed')
    town = whole = join(folder.path, 'whole')
    await runCli(['install', town], {cwd: folder.path})
    await gtOk('rig', 'add', 'web', makeRepository(join(folder.path, 'web.git'), [{'a.txt': 'a\n'}]))
    await gtOk('polecat', 'add', 'web/ann')
    await gt(['mail', 'send', 'web/ann', '-s', 'before', '-m', 'x'])
  })
  after(() => folder.remove())

  const subjects = (): string[] =>
    readFileSync(join(town, 'web/.gastown/mail/ann/inbox.jsonl'), 'utf8')
      .split('\n')
      .flatMap((line) => {
        try {
          return [(JSON.parse(line) as {subject: string}).subject]
        } catch {
          return []
        }
      })
  const outbox = (): string[] =>
    readdirSync(join(town, 'mayor/mail/outbox/new')).filter((name) => !name.startsWith('.'))

  /** @returns whether gt itself was killed, and what it printed */
  async function killedAt(moment: number, words: readonly string[]): Promise<{isKilled: boolean; stdout: string}> {
    const inject = `inject=${changes}:signal=SIGKILL:when=${moment}`
    const wrapper = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${changes}`, '-e', inject]
    const {code, signal, stdout} = await runCli(words, {cwd: town, wrapper, env: {UV_THREADPOOL_SIZE: '1'}})
    return {isKilled: signal === 'SIGKILL' || code === 137, stdout}
  }

  async function atEachMoment(
    words: readonly string[],
    prepare: () => Promise<unknown>,
    check: (stdout: string, told: string) => Promise<void>,
  ): Promise<void> {
    town = join(folder.path, 'town')
    let kills = 0
    for (const moment of moments()) {
      rmSync(town, {recursive: true, force: true})
      copyTown(whole, town)
      await prepare()
      const {isKilled, stdout} = await killedAt(moment, words)
      await check(stdout, `gt ${words.join(' ')}, at change ${moment}`)
      kills += isKilled ? 1 : 0
      if (!few && !isKilled && moment > 400) break
    }
    expect(kills, 'it was never killed').to.be.at.least(1)
    if (!few) console.log(`      killed ${kills} times`)
  }

  it('gt mail send: what it said it sent arrives once, and nothing twice', async () => {
    await atEachMoment(
      ['mail', 'send', 'web/ann', '-s', 'new', '-m', 'x'],
      async () => Promise.resolve(),
      async (stdout, told) => {
        expect((await gt(['mail', 'sync'])).code, told).to.equal(0)
        const arrived = subjects()
        const times = arrived.filter((subject) => subject === 'new').length
        expect(times, told).to.be.at.most(1)
        if (/^Sent /m.test(stdout)) expect(times, told).to.equal(1)
        expect(outbox(), told).to.deep.equal([])
        await gt(['mail', 'send', 'web/ann', '-s', 'after', '-m', 'x'])
        expect(
          subjects().filter((subject) => subject !== 'new'),
          told,
        ).to.deep.equal(['before', 'after'])
      },
    )
  })

  it('gt mail sync: what waited arrives once, in order', async () => {
    const box = (): string => join(town, 'web/.gastown/mail/ann')
    await atEachMoment(
      ['mail', 'sync'],
      async () => {
        // Nothing can be delivered while a folder is where the lock belongs.
        spawnSync('sh', ['-c', 'rm "$0.lock" && mkdir "$0.lock"', join(box(), 'inbox.jsonl')])
        for (const subject of ['1', '2', '3']) await gt(['mail', 'send', 'web/ann', '-s', subject, '-m', 'x'])
        expect(outbox()).to.have.length(3)
        rmSync(join(box(), 'inbox.jsonl.lock'), {recursive: true})
      },
      async (_stdout, told) => {
        expect((await gt(['mail', 'sync'])).code, told).to.equal(0)
        expect(subjects(), told).to.deep.equal(['before', '1', '2', '3'])
        expect(outbox(), told).to.deep.equal([])
        expect((await gt(['mail', 'sent', '--json'])).stdout, told).to.not.include('"accepted",\n      "at"')
      },
    )
  })
})
