import {expect} from 'chai'
import {execFileSync, spawnSync} from 'node:child_process'
import {chmodSync, chownSync, existsSync, mkdirSync, readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {runCli, temporaryFolder, type CliResult} from './cli.js'
import {rounds} from '../support/rounds.js'
import {skipBecause} from './skip-because.js'
import {expectHealthy, snapshot} from './towns.js'
import {noBounds, unprivileged} from './unprivileged.js'

/** As `entries` counts them. */
const entriesOfTown = 14

describe('gt install, interrupted', function () {
  this.timeout(300_000)
  let root = ''
  let remove = (): void => undefined
  beforeEach(() => ({path: root, remove} = temporaryFolder('interrupted')))
  afterEach(() => remove())

  it('leaves nothing in a folder where it may not write', async function () {
    const wrapper = unprivileged()
    if (!wrapper) skipBecause(this, noBounds)
    chmodSync(root, 0o755)
    const town = join(root, 'town')
    mkdirSync(town)
    chmodSync(town, 0o555)
    for (const path of [town, join(town, 'new'), join(root, 'not-mine')]) {
      if (path.endsWith('not-mine')) chmodSync(root, 0o555)
      const {code, stdout} = await runCli(['install', path, '--json'], {
        cwd: root,
        wrapper,
        env: {HOME: '/nonexistent'},
      })
      expect(JSON.parse(stdout)).to.have.nested.property('error.code', 'GT_PERMISSION_DENIED')
      expect(code).to.equal(3)
    }
    chmodSync(root, 0o755)
    expect(readdirSync(root)).to.deep.equal(['town'])
    expect(readdirSync(town)).to.deep.equal([])
  })

  it('takes back what it made where it may not write further on', async function () {
    const wrapper = unprivileged()
    if (!wrapper) skipBecause(this, noBounds)
    const town = join(root, 'town')
    const mail = join(town, 'mayor/mail')
    mkdirSync(mail, {recursive: true})
    if (process.getuid?.() === 0 && wrapper.join().includes('reuid')) {
      for (const path of [root, town, join(town, 'mayor'), mail]) chownSync(path, 65534, 65534)
    }
    chmodSync(mail, 0o555)
    const before = snapshot(town)
    const {code} = await runCli(['install', town], {cwd: root, wrapper, env: {HOME: '/nonexistent'}})
    expect(code).to.equal(3)
    expect(snapshot(town)).to.deep.equal(before)
    chmodSync(mail, 0o755)
  })

  it('leaves nothing on a disk that is full, wherever it fills up', async function () {
    const disk = join(root, 'disk')
    mkdirSync(disk)
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'gt-test', disk]).status !== 0)
      skipBecause(this, 'only root can mount a small tmpfs')
    try {
      const outcomes: (number | null)[] = []
      // Each file of a tmpfs takes a page, so that every size ends the disk at another file.
      for (const options of [
        'size=4k',
        'size=8k',
        'size=12k',
        'size=16k',
        'size=20k',
        'size=24k',
        'size=28k',
        'size=32k',
        'size=36k',
        'size=48k',
      ]
        .concat(['nr_inodes=4', 'nr_inodes=5', 'nr_inodes=9', 'nr_inodes=14', 'nr_inodes=20'])
        .concat(['size=16m'])) {
        execFileSync('umount', [disk])
        execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'gt-test', disk])
        mkdirSync(join(disk, 'mine'))
        writeFileSync(join(disk, 'mine/.gitignore'), 'mine\n')
        const before = snapshot(disk)
        const {code, stdout} = await runCli(['install', join(disk, outcomes.length % 2 ? 'town' : 'mine'), '--json'], {
          cwd: root,
        })
        outcomes.push(code)
        if (code === 0) continue
        expect(code, options).to.equal(3)
        const {error} = JSON.parse(stdout) as {error: {code: string; message: string}}
        expect(error.message, options).not.to.contain('left behind')
        expect(['GT_NO_SPACE', 'GT_GIT_FAILED'], options).to.include(error.code)
        expect(snapshot(disk), options).to.deep.equal(before)
      }
      expect(outcomes.filter((code) => code === 3).length).to.be.at.least(9)
      expect(outcomes.at(-1)).to.equal(0)
    } finally {
      execFileSync('umount', [disk])
    }
  })

  it('is completed by running it again after SIGKILL at any moment', async () => {
    const random = generator(20_261_123)
    const count = rounds(3, 15)
    const moments: string[] = []
    for (let round = 0; round < count; round++) {
      const town = join(root, `town-${round}`)
      const wait = Math.floor(random() * (entriesOfTown + 1))
      await runCli(['install', town], {cwd: root, endWhen: () => entries(town) >= wait})
      const isTown = existsSync(join(town, 'mayor/config.json'))
      moments.push(isTown ? 'whole' : existsSync(town) ? 'half' : 'nothing')
      if (isTown) await expectHealthy(town)
      const again = await runCli(['install', town, '--json'], {cwd: root})
      expect(again.code, again.stdout).to.equal(isTown ? 1 : 0)
      await expectHealthy(town)
      expect(Object.keys(snapshot(town)).filter((path) => path.includes('.gt-tmp-'))).to.deep.equal([])
    }
    expect(moments.filter((moment) => moment === 'half').length, moments.join(' ')).to.be.at.least(
      Math.floor(count / 2.5),
    )
  })

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`takes everything back on ${signal}, unless it was done`, async () => {
      const ends: string[] = []
      for (let wait = 0; wait <= entriesOfTown; wait += rounds(6, 1)) {
        const town = join(root, `town-${wait}`)
        const {code} = await runCli(['install', town], {
          cwd: root,
          endWhen: () => entries(town) >= wait,
          endWith: signal,
        })
        const isTown = existsSync(join(town, 'mayor/config.json'))
        ends.push(isTown ? 'whole' : `undone ${code}`)
        if (isTown) await expectHealthy(town)
        else expect(existsSync(town), `after ${wait} entries`).to.equal(false)
      }
      expect(ends.filter((end) => end === 'undone 130').length, ends.join()).to.be.at.least(2)
    })
  }

  it('ends well for all of eight at once: one makes the town, the others say that it is there', async () => {
    const town = join(root, 'deep/town')
    const results = await Promise.all(
      Array.from({length: 8}, async () => runCli(['install', town, '--json'], {cwd: root})),
    )
    const ended = results.map(
      ({code, stdout}: CliResult) => `${code} ${(JSON.parse(stdout) as {error?: {code: string}}).error?.code ?? ''}`,
    )
    expect(ended.sort()).to.deep.equal(['0 ', ...Array.from({length: 7}, () => '1 GT_ALREADY_INSTALLED')])
    await expectHealthy(town)
  })
})

/** mulberry32: the same numbers on every machine. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** How many files and folders are there by now; what lies in .git is left out. */
function entries(folder: string): number {
  try {
    return readdirSync(folder, {withFileTypes: true}).reduce(
      (sum, entry) => sum + 1 + (entry.isDirectory() && entry.name !== '.git' ? entries(join(folder, entry.name)) : 0),
      0,
    )
  } catch {
    return 0
  }
}
