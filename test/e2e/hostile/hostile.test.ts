import {expect} from 'chai'
import {mkdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {runCli, temporaryFolder, type CliResult} from '../cli.js'
import {pluginFolders} from '../own-plugins.js'
import {makeRepository} from '../repositories.js'
import {isAloneAlways, isInstalledAlways, isUninstalledAlways, kinds, type Kind} from './kinds.js'
import {hostileVersion, installTogether, packageOf, packGood, placeInstalled, writeHostile} from './packages.js'
import {pooled} from './pooled.js'
import {few} from '../../support/rounds.js'
import {copyTree} from '../../support/copy-tree.js'

interface Result {
  id: string
  status: string
  message: string
  category: string
  rig?: string
  duration_ms: number
}

interface Runs {
  /** of those that gt installs; the others lie where it would have put them */
  install?: CliResult
  json: CliResult
  /** of those that have something to say to a terminal */
  text?: CliResult
  /** of those that strike early */
  later?: {list: CliResult; uninstall?: {result: CliResult; isLeft: boolean}}
}

/** `--timeout` of every check. */
const checkSeconds = 2
/** What a hook may take, then a check, and 5 s of slack. A run that takes longer is killed; see `slowness`. */
const deadlineSeconds = 5 + checkSeconds + 5
/** What finding out the commands of a plugin may take, once. */
const manifestSeconds = 10
const atOnce = 3
const isInstalled = (kind: Kind): boolean => !few || isInstalledAlways(kind)
const isAlone = (kind: Kind): boolean => !few || isAloneAlways(kind)
const isUninstalled = (kind: Kind): boolean => kind.early === true && (!few || isUninstalledAlways(kind))

describe('hostile plugins', function () {
  this.timeout(900_000)
  const folder = temporaryFolder('hostile')
  after(folder.remove)
  const town = join(folder.path, 'town')
  const packages = join(folder.path, 'packages')
  const baseFolder = join(folder.path, 'base')
  const togetherFolder = join(folder.path, 'together')
  let expected: Result[] = []
  const runs = new Map<string, Runs>()

  /** seconds that ten runs without a hostile plugin take here: so much more for a machine that is slow or busy */
  let slowness = 0

  const gt = async (home: string, words: readonly string[], seconds = deadlineSeconds): Promise<CliResult> => {
    const limit = String(Math.ceil(seconds + slowness))
    return runCli(words, {cwd: town, env: pluginFolders(home), wrapper: ['timeout', '-s', 'KILL', limit]})
  }

  const later = async (home: string, kind: Kind): Promise<NonNullable<Runs['later']>> => ({
    list: await gt(home, ['rig', 'list']),
    ...(isUninstalled(kind) && {
      uninstall: {
        result: await gt(home, ['plugins', 'uninstall', packageOf(kind)], 60),
        isLeft: readFileSync(join(home, 'data', 'package.json'), 'utf8').includes(`"${packageOf(kind)}"`),
      },
    }),
  })

  before('a town, and a plugin that is as it should be', async () => {
    const url = makeRepository(join(folder.path, 'beads.git'), [{'a.txt': 'a\n'}])
    for (const words of [
      ['install', town],
      ['rig', 'add', 'beads', url, '--town', town],
    ]) {
      expect((await runCli(words, {cwd: folder.path})).code).to.equal(0)
    }
    mkdirSync(packages)
    const good = await packGood(packages)
    expect((await gt(baseFolder, ['plugins', 'install', `file:${good}`], 60)).code).to.equal(0)
    const started = performance.now()
    const {code, stdout} = await gt(baseFolder, ['doctor', '--json'], 60)
    slowness = (performance.now() - started) / 100
    expect(code).to.equal(0)
    expected = resultsOf(stdout)
    expect(expected.filter(({category}) => category === 'Good')).to.have.length(3)
  })

  before('each of them, alone', async () => {
    for (const kind of kinds) writeHostile(packages, kind)
    await pooled(kinds.filter(isAlone), atOnce, async (kind) => {
      const home = join(folder.path, kind.name)
      copyTree(baseFolder, home)
      const doctor = ['doctor', '--timeout', String(checkSeconds), ...(kind.fix ? ['--fix'] : [])]
      const source = join(packages, packageOf(kind))
      if (!isInstalled(kind)) placeInstalled(join(home, 'data'), kind, source)
      runs.set(kind.name, {
        ...(isInstalled(kind) && {install: await gt(home, ['plugins', 'install', `file:${source}`], 60)}),
        json: await gt(home, [...doctor, '--json']),
        ...(kind.tells && {text: await gt(home, [...doctor, '--verbose'])}),
        ...(kind.early && {later: await later(home, kind)}),
      })
    })
  })

  for (const kind of kinds.filter(isAlone)) {
    describe(kind.name, () => {
      const of = (): Runs => runs.get(kind.name) ?? expect.fail('it did not run')

      if (isInstalled(kind)) {
        it('gt plugins install', () => expectOk(of().install ?? expect.fail('it was not installed')))
      }
      it('gt doctor --json: every other result is there', () => expectOthers(of().json, expected))
      it(`gt doctor --json: exit code ${kind.code}`, () => expect(of().json.code).to.equal(kind.code))
      if (!kind.unnamed) it('gt doctor --json: names it with its version', () => expectNamed(of().json, kind))
      if (kind.tells) {
        it('gt doctor --verbose: sends nothing raw to the terminal, with the same exit code', () => {
          const text = of().text ?? expect.fail('it did not run')
          expectClean(text)
          expect(text.code).to.equal(kind.code)
        })
      }
      if (!kind.early) return
      it('gt rig list: works beside it', () => {
        const list = of().later?.list ?? expect.fail('it did not run')
        expectOk(list)
        expect(list.stdout).to.contain('beads')
      })
      if (!isUninstalled(kind)) return
      it('gt plugins uninstall', () => {
        const {result, isLeft} = of().later?.uninstall ?? expect.fail('it did not run')
        expectOk(result)
        expect(isLeft).to.equal(false)
      })
    })
  }

  describe('all together', () => {
    // A loop takes a processor until its deadline; plugin-host's own tests have each of them, and one is enough here.
    const isTried = ({name, fix}: Kind): boolean => !fix && !(few && /^loops-(?:at|in)-/.test(name))
    const tried = kinds.filter(isTried)
    let json: CliResult

    before(async () => {
      const folders = tried.map((kind) => join(packages, packageOf(kind)))
      await installTogether(join(togetherFolder, 'data'), join(baseFolder, 'data'), folders)
      // This run also makes the manifests of those whose commands hang or loop, which has a deadline of its own.
      const seconds = manifestSeconds + 2 * deadlineSeconds
      json = await gt(togetherFolder, ['doctor', '--timeout', String(checkSeconds), '--json'], seconds)
    })

    it('gt doctor --json: every other result is there', () => expectOthers(json, expected))
    it('gt doctor --json: exit code 1', () => expect(json.code).to.equal(1))
    it('gt doctor --json: names each with its version', () => {
      for (const kind of tried) if (!kind.unnamed) expectNamed(json, kind)
    })
    it('gt plugins uninstall', async () => {
      expectOk(await gt(togetherFolder, ['plugins', 'uninstall', 'gt-checks-command-loops'], 60))
    })
  })
})

/** Our results and those of the good plugin, in their order; the section Plugins is where the hostile ones are told. */
function expectOthers({stdout, stderr}: CliResult, expected: readonly Result[]): void {
  const others = (results: readonly Result[]) =>
    results
      .filter(({category}) => category !== 'Plugins' && category !== 'Hostile')
      .map(({id, rig, status, message}) => ({id, rig, status, message}))
  expect(others(resultsOf(stdout)), stderr).to.deep.equal(others(expected))
}

function expectNamed({stdout}: CliResult, kind: Kind): void {
  const bad = resultsOf(stdout).filter(({status}) => status !== 'pass' && status !== 'skip')
  const named = bad.map((result) => JSON.stringify(result)).filter((text) => text.includes(packageOf(kind)))
  expect(named, JSON.stringify(bad, null, 1).slice(0, 2000)).not.to.deep.equal([])
  expect(
    named.some((text) => text.includes(hostileVersion)),
    named.join('\n').slice(0, 2000),
  ).to.equal(true)
}

/** No control character but the line feed, on either stream, and no flood. */
function expectClean({stdout, stderr}: CliResult): void {
  const raw = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u
  for (const text of [stdout, stderr]) expect(raw.exec(text)?.[0]).to.equal(undefined)
  expect(stdout).to.contain('\nIssues: ')
  expect(stdout.length + stderr.length).to.be.below(500_000)
}

function expectOk({code, stdout, stderr}: CliResult): void {
  expect(code, `${stdout}\n${stderr}`).to.equal(0)
}

/** stdout is one document and nothing else. */
function resultsOf(stdout: string): Result[] {
  expect(stdout, 'no document at all').not.to.equal('')
  expect(stdout.length, 'the document is a flood').to.be.below(500_000)
  return (JSON.parse(stdout) as {results: Result[]}).results
}
