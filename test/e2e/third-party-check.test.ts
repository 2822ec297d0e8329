import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {join} from 'node:path'
import {environment, runCli, temporaryFolder, type CliResult} from './cli.js'
import {npm, npmTest, pluginFolders} from './own-plugins.js'
import {makeRepository} from './repositories.js'
import {expectHealthy} from './towns.js'

interface Result {
  id: string
  status: string
  message: string
  rig?: string
}

describe('a check of your own', function () {
  this.timeout(120_000)
  const folder = temporaryFolder('third-party')
  after(folder.remove)
  const town = join(folder.path, 'town')
  const home = join(folder.path, 'gt-checks-acme')
  const env = pluginFolders(folder.path)
  const gt = async (cwd: string, ...words: string[]): Promise<CliResult> => runCli(words, {cwd, env})
  const gtOk = async (cwd: string, ...words: string[]): Promise<string> => {
    const {code, stdout, stderr} = await gt(cwd, ...words)
    expect(code, `gt ${words.join(' ')}\n${stdout}\n${stderr}`).to.equal(0)
    return stdout
  }
  const notes = join(town, 'beads', 'NOTES.md')

  before(async () => {
    const url = makeRepository(join(folder.path, 'beads.git'), [{'a.txt': 'a\n'}])
    await gtOk(folder.path, 'install', town)
    await gtOk(town, 'rig', 'add', 'beads', url)
  })

  // Each step stands on the one before, as in life.
  it('gt doctor new: makes a package and says what to do next', async () => {
    const {package: made} = JSON.parse(await gtOk(folder.path, 'doctor', 'new', 'gt-checks-acme', '--json')) as {
      package: {name: string; path: string; check: string; files: string[]}
    }
    expect(made).to.deep.include({name: 'gt-checks-acme', path: home, check: 'acme/rig-notes'})
    for (const file of made.files) expect(existsSync(join(home, file)), file).to.equal(true)
    expect(readdirSync(folder.path).filter((name) => name.startsWith('.'))).to.deep.equal([])
  })

  it('npm test: passes at once, and fails when the check is broken', async () => {
    expect(await npmTest(home))
      .to.match(/^# pass 2$/m)
      .and.to.match(/^# fail 0$/m)
    const file = join(home, 'src/checks/rig-notes.js')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace('Missing NOTES.md', 'Nothing there'))
    const failure = await npmTest(home).then(
      () => undefined,
      (error: unknown) => error as {stdout: string},
    )
    writeFileSync(file, text)
    expect(failure?.stdout).to.match(/^# fail 1$/m)
  })

  it('is typed: its sources compile against the contract, strictly', () => {
    const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
    execFileSync(process.execPath, [tsc, '-p', 'jsconfig.json'], {cwd: home, env: environment(), encoding: 'utf8'})
  })

  it('npm install: works without a network, and npm test after it', async () => {
    await npm(home, 'install')
    expect(await npmTest(home)).to.match(/^# pass 2$/m)
  })

  it('npm pack, gt plugins install ./x.tgz: from a folder of its own', async () => {
    await npm(home, 'pack')
    await gtOk(home, 'plugins', 'install', './gt-checks-acme-0.1.0.tgz')
    expect((await gt(town, 'plugins')).stdout).to.contain('gt-checks-acme 0.1.0')
  })

  it('gt doctor: shows what it found, with exit code 1', async () => {
    const [text, verbose, json] = await Promise.all([
      gt(town, 'doctor'),
      gt(town, 'doctor', '--verbose'),
      gt(town, 'doctor', '--json'),
    ])
    expect([text.code, verbose.code, json.code]).to.deep.equal([1, 1, 1])
    expect(text.stdout).to.contain('\nacme\n✗ beads: Missing NOTES.md\n')
    expect(verbose.stdout).to.match(/✗ beads: Missing NOTES\.md \[acme\/rig-notes of gt-checks-acme@0\.1\.0, \d+ ms\]/)
    const {results} = JSON.parse(json.stdout) as {results: Result[]}
    expect(results.filter(({id}) => id === 'acme/rig-notes')).to.have.length(1)
    expect(results.find(({id}) => id === 'acme/rig-notes')).to.deep.include({
      status: 'fail',
      message: 'Missing NOTES.md',
      category: 'acme',
      plugin: 'gt-checks-acme@0.1.0',
      rig: 'beads',
      fixable: true,
    })
  })

  it('gt doctor checks, gt doctor explain ID: list and explain it', async () => {
    const {checks} = JSON.parse(await gtOk(town, 'doctor', 'checks', '--json')) as {checks: {id: string}[]}
    expect(checks.find(({id}) => id === 'acme/rig-notes')).to.deep.include({plugin: 'gt-checks-acme', fixable: true})
    const explained = await gtOk(town, 'doctor', 'explain', 'acme/rig-notes')
    expect(explained).to.match(/^By hand: +Write NOTES\.md into the folder of the rig\.$/m)
    expect(explained).to.match(/^Comes with: +gt-checks-acme/m)
  })

  it('gt doctor --fix: repairs, once, and never what is there', async () => {
    expect(await gtOk(town, 'doctor', '--fix')).to.contain('✓ beads: Notes about the rig exist (fixed)')
    expect(readFileSync(notes, 'utf8')).to.match(/^# beads\n/)
    writeFileSync(notes, 'mine\n')
    expect(await gtOk(town, 'doctor', '--fix')).to.contain('Issues: 0 found, 0 fixed')
    expect(readFileSync(notes, 'utf8')).to.equal('mine\n')
  })

  it('gt plugins uninstall: and it is gone', async () => {
    await gtOk(town, 'plugins', 'uninstall', 'gt-checks-acme')
    expect(await gtOk(town, 'doctor', 'checks')).not.to.contain('acme/')
    await expectHealthy(town)
  })

  it('gt plugins link .: works too, and the folder is left as it was', async () => {
    await gtOk(home, 'plugins', 'link', '.')
    expect(await gtOk(town, 'doctor', 'checks')).to.contain('acme/rig-notes')
    expect(await npmTest(home)).to.match(/^# pass 2$/m)
    await gtOk(home, 'plugins', 'uninstall', 'gt-checks-acme')
    expect(existsSync(join(home, 'package.json'))).to.equal(true)
  })

  it('gt doctor new in the current folder, when it is empty; refuses it afterwards', async () => {
    const here = join(folder.path, 'Prüfungen hier')
    mkdirSync(here)
    expect(await gtOk(here, 'doctor', 'new', '.')).to.contain('Made prufungen-hier, with the check prufungen-hier/')
    expect(await npmTest(here)).to.match(/^# pass 2$/m)
    const {code, stderr} = await gt(here, 'doctor', 'new', '.')
    expect(code).to.equal(3)
    expect(stderr).to.contain('is not empty [GT_PATH_TAKEN]\nNext: ')
  })

  it('gt doctor new with a bad name: exit 2 and a good one; nothing is made', async () => {
    const {code, stderr} = await gt(folder.path, 'doctor', 'new', 'other', '--name', 'My Checks')
    expect(code).to.equal(2)
    expect(stderr).to.contain('[GT_PACKAGE_NAME_INVALID]\nNext: such as --name my-checks\n')
    expect(existsSync(join(folder.path, 'other'))).to.equal(false)
  })
})
