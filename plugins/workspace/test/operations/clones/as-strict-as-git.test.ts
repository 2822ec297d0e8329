import {execFile, execFileSync} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {LocalConnection} from '@gt-town/connection-local'
import {expect} from 'chai'
import pMap from 'p-map'
import {inspectClone} from '@gt-town/git'
import {few} from '../../../../../test/support/rounds.js'
import {skipBecause} from '../../../../../test/e2e/skip-because.js'
import {damages} from './damages.js'
import {deeperDamages} from './deeper-damages.js'

/**
 * What gt calls broken although `git status` gets by, each for a reason: it takes a branch that it cannot read for one without
 * commits, an index that ends in the middle for one of other files, or does not happen to need what was lost.
 */
const stricter = new Set([
  'a HEAD with a name that no branch can have',
  'a branch that is empty',
  'a branch that is garbage',
  'a branch that is gone although its log is there',
  'a branch that is a folder, although its log is there',
  'no config',
  'an empty config',
  'a config without a format',
  'an index that is cut in the middle',
  'an index that says that it has more entries',
  'a HEAD that is a link to a branch without commits',
  'origin/main, two ahead, that is gone',
])

describe('inspectClone beside git status', function () {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(realpathSync(tmpdir()), 'gt-strict-'))
    makeClones(folder)
  })
  after(() => rmSync(folder, {recursive: true, force: true}))

  it('calls nothing valid that git refuses, and little else invalid', async function () {
    this.timeout(120_000)
    const cases = [...damages, ...deeperDamages].flatMap((damage) =>
      (damage.of ?? ['packed']).map((of) => ({...damage, of})),
    )
    // Every other one, which is more than 60 of each run; soak tries all.
    const tried = cases.filter((_one, at) => !few || at % 2 === 0)
    expect(tried.length).to.be.at.least(60)
    const wrong = await pMap(tried, async (one, at) => tryCase(folder, one, at), {concurrency: 4})
    expect(wrong.flat()).to.deep.equal([])
  })

  it('finds a clone of somebody else invalid, unless the user trusts it', async function () {
    if (process.getuid?.() !== 0) skipBecause(this, 'only root can give a folder to somebody else')
    const clone = join(folder, 'foreign')
    cpSync(join(folder, 'packed'), clone, {recursive: true})
    chownSync(clone, 1234, 1234)
    const found = await inspectClone(new LocalConnection(), clone)
    expect(found).to.include({state: 'invalid', path: clone})
    expect('reason' in found && found.reason).to.include('uid 1234')
    expect('nextStep' in found && found.nextStep).to.include('safe.directory')
    const home = join(folder, 'home')
    const before = process.env['GIT_CONFIG_GLOBAL']
    process.env['GIT_CONFIG_GLOBAL'] = home
    try {
      writeFileSync(home, `[safe]\n\tdirectory = ${clone}\n`)
      expect(await inspectClone(new LocalConnection(), clone)).to.deep.equal({state: 'valid'})
    } finally {
      if (before === undefined) delete process.env['GIT_CONFIG_GLOBAL']
      else process.env['GIT_CONFIG_GLOBAL'] = before
    }
  })
})

async function tryCase(
  folder: string,
  {title, of, damage}: {title: string; of: string; damage(clone: string): void},
  at: number,
): Promise<string[]> {
  const clone = join(folder, `case-${at}`)
  cpSync(join(folder, of), clone, {recursive: true, verbatimSymlinks: true})
  damage(clone)
  const found = await inspectClone(new LocalConnection(), clone)
  const code = await statusOf(clone)
  rmSync(clone, {recursive: true, force: true})
  const isValid = found.state === 'valid'
  if (isValid === (code === 0) || (!isValid && stricter.has(title))) return []
  return [
    `${title} (${of}): git status ends with ${String(code)}, gt says ${'reason' in found ? found.reason : found.state}`,
  ]
}

async function statusOf(clone: string): Promise<number | string | null | undefined> {
  const env = {
    PATH: process.env['PATH'],
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CEILING_DIRECTORIES: join(clone, '..'),
  }
  return new Promise((resolve) => {
    const child = execFile('git', ['status'], {cwd: clone, env}, () => resolve(child.exitCode))
  })
}

/** The same clone three times: with a file for each object, with all of them in a pack, and with a pack too large to be read. */
function makeClones(folder: string): void {
  const env = {PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null'}
  const git = (cwd: string, words: string[], input?: Buffer): void => {
    execFileSync(
      'git',
      ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'init.templateDir=', ...words],
      {
        cwd,
        env,
        input,
        stdio: 'pipe',
      },
    )
  }
  const origin = join(folder, 'origin')
  mkdirSync(join(origin, 'sub'), {recursive: true})
  git(origin, ['init', '-q', '-b', 'main'])
  for (const text of ['one', 'two']) {
    writeFileSync(join(origin, 'a'), text)
    writeFileSync(join(origin, 'sub', 'b'), text)
    git(origin, ['add', '.'])
    git(origin, ['commit', '-q', '-m', text])
  }
  git(folder, ['clone', '-q', `file://${origin}`, 'packed'])
  cpSync(join(folder, 'packed'), join(folder, 'large'), {recursive: true})
  writeFileSync(join(folder, 'large', 'noise'), randomBytes(300_000))
  git(join(folder, 'large'), ['add', '.'])
  git(join(folder, 'large'), ['commit', '-q', '-m', 'noise'])
  git(join(folder, 'large'), ['repack', '-adq'])
  git(join(folder, 'packed'), ['repack', '-adq'])
  cpSync(join(folder, 'packed'), join(folder, 'loose'), {recursive: true})
  const packs = join(folder, 'loose', '.git', 'objects', 'pack')
  const pack =
    execFileSync('ls', [packs])
      .toString()
      .split('\n')
      .find((name) => name.endsWith('.pack')) ?? ''
  const bytes = readFileSync(join(packs, pack))
  rmSync(packs, {recursive: true})
  git(join(folder, 'loose'), ['unpack-objects', '-q'], bytes)
}
