import {expect} from 'chai'
import {existsSync, readdirSync, readFileSync, utimesSync} from 'node:fs'
import {join} from 'node:path'
import {few, many} from '../support/rounds.js'
import {rigTown} from './fresh-town.js'
import {errorOf, inTown} from './in-town.js'
import {git} from './repositories.js'
import {expectHealthy, snapshot} from './towns.js'

/** What the tests read in a town's files. */
interface Files {
  branch: string
  beads_path: string
  federation: unknown
  projects: Record<string, {git_url: string} | undefined>
}

describe('gt rig add, killed or many at once', () => {
  let [town, rich, small] = ['', '', '']
  rigTown((fresh) => ({town, rich, small} = fresh))

  const {gt, gtOk} = inTown(() => town)
  const json = (path: string): Files => JSON.parse(readFileSync(join(town, path), 'utf8')) as Files

  it(`${many} at once give ${many} rigs and a valid registry`, async function () {
    this.timeout(300_000)
    const names = Array.from({length: many}, (_, number) => `rig${number}`)
    const results = await Promise.all(names.map(async (name) => gt(['rig', 'add', name, small])))
    expect(results.filter(({code}) => code !== 0)).to.deep.equal([])
    expect(Object.keys(json('mayor/state.json').projects).sort()).to.deep.equal([...names].sort())
    expect(readdirSync(join(town, 'mayor/staging'))).to.deep.equal([])
    await expectHealthy(town)
  })

  it('many of one name at once give one rig', async function () {
    this.timeout(120_000)
    const results = await Promise.all(['web', 'Web', 'WEB', 'web'].map(async (name) => gt(['rig', 'add', name, small])))
    expect(results.map(({code}) => code).sort()).to.deep.equal([0, 1, 1, 1])
    expect(Object.keys(json('mayor/state.json').projects)).to.have.length(1)
    await expectHealthy(town)
  })

  /** Moments of `gt rig add web`, told by what is there. */
  const moments: Readonly<Record<string, () => boolean>> = {
    'the staging folder is there': () => staged().length > 0,
    'the clone begins': () => staged().some((folder) => existsSync(join(folder, 'rig/refinery/rig/.git'))),
    'the clone is there': () => staged().some((folder) => existsSync(join(folder, 'rig/refinery/rig/.git/index'))),
    'the second clone begins': () => staged().some((folder) => existsSync(join(folder, 'mayor/.git'))),
    'the rig is whole': () => staged().some((folder) => existsSync(join(folder, 'rig/.gastown/config.json'))),
    'the rig is in place': () => existsSync(join(town, 'web')),
    'both are in place': () => existsSync(join(town, 'mayor/rigs/web')),
  }
  const staged = (): string[] => {
    const staging = join(town, 'mayor/staging')
    return existsSync(staging) ? readdirSync(staging).map((name) => join(staging, name)) : []
  }

  // A few of them; killed-anywhere.test.ts kills it at changes in between.
  const tried = Object.entries(moments).filter((_one, at) => !few || at % 3 === 0)
  for (const [moment, endWhen] of tried) {
    it(`killed when ${moment}: the rig can be had, and what was left is swept`, async () => {
      await gt(['rig', 'add', 'web', rich], {endWhen})
      const {code, stdout} = await gt(['rig', 'add', 'web', rich, '--json'])
      if (code !== 0 && errorOf(stdout).code !== 'GT_RIG_EXISTS') {
        expect(errorOf(stdout), stdout).to.include({code: 'GT_PATH_TAKEN', hint: 'adopt it with gt rig adopt web'})
        await gtOk('rig', 'adopt', 'web')
        await gt(['doctor', '--fix'])
      }
      for (const clone of ['web/refinery/rig', 'mayor/rigs/web']) {
        expect(git(join(town, clone), 'status', '--porcelain', '-b')).to.equal('## main...origin/main')
      }
      expect(json('mayor/state.json').projects).to.have.property('web')
      for (const left of staged()) utimesSync(left, 1, 1)
      await gtOk('rig', 'add', 'sweeper', small)
      expect(staged()).to.deep.equal([])
    })
  }

  for (const [moment, endWhen] of tried.slice(0, few ? 2 : 5)) {
    it(`interrupted when ${moment}: everything is taken back`, async () => {
      const before = snapshot(town)
      const {code} = await gt(['rig', 'add', 'web', rich], {endWhen, endWith: 'SIGINT'})
      // It may have been done already when the signal came.
      if (code === 0) return
      expect(code).to.equal(130)
      const after = snapshot(town)
      delete after[join(town, 'mayor/staging/')]
      // A lock is permanent once somebody took it.
      delete after[join(town, 'mayor/state.json.lock')]
      delete before[join(town, 'mayor/state.json.lock')]
      expect(after).to.deep.equal(before)
    })
  }
})
