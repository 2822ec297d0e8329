import {expect} from 'chai'
import {spawn, type ChildProcess} from 'node:child_process'
import {existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {bin, environment, runCli, temporaryFolder, type CliResult} from './cli.js'
import {snapshot} from './towns.js'

interface Report {
  summary: Record<string, number>
  results: {id: string; status: string; ignored?: object; duration_ms: number}[]
}

describe('gt doctor, more than once', function () {
  this.timeout(180_000)
  let town: string
  let remove: () => void
  const running: ChildProcess[] = []
  const rigs = () => join(town, 'mayor/rigs')
  const aside = () => join(town, '..', 'rigs-aside')
  const last = () => join(town, 'mayor/doctor/last.json')

  beforeEach(async () => {
    const made = temporaryFolder('again')
    remove = made.remove
    town = join(made.path, 'ai')
    expect(await runCli(['install', town], {cwd: made.path})).to.include({code: 0})
  })
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL')
    remove()
  })

  it('gt doctor and gt doctor --json, 20 times the same bytes, times apart', async () => {
    rmSync(join(town, 'mayor/mail'), {recursive: true})
    const seen = {text: new Set<string>(), json: new Set<string>()}
    for (let run = 0; run < 20; run++) {
      const [text, json] = await Promise.all([doctor('--verbose'), doctor('--json')])
      seen.text.add(text.stdout.replaceAll(/\d+ ms\]/g, 'N ms]'))
      seen.json.add(json.stdout.replaceAll(/"duration_ms": \d+/g, '"duration_ms": N'))
    }
    expect([seen.text.size, seen.json.size]).to.deep.equal([1, 1])
  })

  describe('with an ignore list', () => {
    beforeEach(() => rmSync(join(town, 'mayor/mail'), {recursive: true}))

    it('does not count what is on it, nor repairs it', async () => {
      ignore([{id: 'workspace/mail', reason: 'not used here'}])
      const {code, stdout} = await doctor()
      expect(stdout).to.include('\n– Missing mayor/mail/ (ignored: not used here)\n')
      expect(stdout).to.match(/\n\nIssues: 0 found, 0 fixed, 1 ignored\n$/)
      const json = await doctor('--json', '--strict')
      const {summary, results} = JSON.parse(json.stdout) as Report
      expect(summary).to.include({failed: 0, issues: 0, ignored: 1})
      expect(results.find(({ignored}) => ignored)).to.include({id: 'workspace/mail', status: 'fail'})
      const fix = await doctor('--fix')
      expect([code, json.code, fix.code]).to.deep.equal([0, 0, 0])
      expect(existsSync(join(town, 'mayor/mail'))).to.equal(false)
    })

    it('does without one where the configuration does not parse', async () => {
      writeFileSync(
        join(town, 'mayor/config.json'),
        '{"type":"workspace","doctor":{"ignore":[{"id":"workspace/mail","rea',
      )
      const {code, stdout, stderr} = await doctor()
      expect(stdout).to.include('✗ Workspace config invalid').and.to.include('✗ Missing mayor/mail/')
      expect([code, stderr]).to.deep.equal([1, ''])
    })

    it('warns of an entry without a reason, and the town works on', async () => {
      ignore([{id: 'workspace/mail'}])
      expect((await doctor()).stdout).to.include('⚠ Ignore list: doctor.ignore[0] gives no reason for workspace/mail\n')
      expect((await runCli(['rig', 'list'], {cwd: town})).code).to.equal(0)
    })
  })

  describe('--wait', () => {
    const only = ['--only', 'workspace/git']
    const asked = () => join(town, '..', 'asked')
    const well = () => join(town, '..', 'well')
    /** A git that fails until the test wants it well, and leaves a trace, so that the test knows that a look was made. */
    const env = () => ({PATH: `${join(town, '..', 'bin')}:${process.env['PATH']}`})

    beforeEach(() => {
      mkdirSync(join(town, '..', 'bin'))
      const script = `#!/bin/sh\n: > '${asked()}'\n[ -e '${well()}' ] || exit 1\necho 'git version 2.50.0'\n`
      writeFileSync(join(town, '..', 'bin', 'git'), script, {mode: 0o755})
    })

    /** What is listed need not be whole: a town with a rig needs git. */
    const needGit = () =>
      writeFileSync(
        join(town, 'mayor/state.json'),
        '{"version":1,"projects":{"web":{"git_url":"https://example.org/w"}}}',
      )

    it('ends as soon as all is well, and prints only that', async () => {
      needGit()
      const waiting = start([...only, '--wait', '50s', '--verbose'], env())
      await appears(asked())
      writeFileSync(well(), '')
      const {code, stdout, stderr} = await waiting.ended
      expect(stdout).to.include('✓ Git installed and recent enough').and.not.to.match(/✗|\?/)
      expect([code, stderr]).to.deep.equal([0, ''])
    })

    it('ends when the time is over, with what is still wrong', async () => {
      needGit()
      const started = Date.now()
      const {code, stdout} = await runCli(['doctor', ...only, '--wait', '2'], {cwd: town, env: env()})
      expect(Date.now() - started).to.be.at.least(2000)
      expect(stdout).to.match(/^Workspace: [^\n]+\n\nEnvironment\n[✗?] [^\n]+\n(?: {4}next: [^\n]+\n)?\nIssues: /)
      expect([1, 3]).to.include(code)
    })

    it('with --fix waits for nothing that was repaired, and calls it fixed', async () => {
      renameSync(rigs(), aside())
      const {code, stdout} = await doctor('--wait', '50s', '--fix')
      expect(stdout).to.include('✓ Rigs directory exists (fixed)')
      expect(code).to.equal(0)
    })

    it('ends on Ctrl-C with 130', async () => {
      needGit()
      const waiting = start([...only, '--wait', '50s'], env())
      await appears(asked())
      waiting.interrupt()
      expect(await waiting.ended).to.include({code: 130, stdout: ''})
    })
  })

  describe('--watch', () => {
    it('looks again when something changes, and ends on Ctrl-C with 130', async () => {
      const watching = start(['--watch'])
      await watching.printed(/Watching \d+ paths/)
      renameSync(rigs(), aside())
      await watching.printed(/\] Changed: mayor, mayor\/rigs\n.*✗ Missing mayor\/rigs\/.*Watching/s)
      renameSync(aside(), rigs())
      await watching.printed(/Changed.*Changed.*✓ Rigs directory exists.*Watching/s)
      watching.interrupt()
      expect(await watching.ended).to.include({code: 130, stderr: ''})
    })

    it('with --json prints one document a line, and nothing where nothing changes', async () => {
      const watching = start(['--watch', '--json'])
      await watching.printed(/\n$/)
      writeFileSync(join(town, 'mayor/state.json'), '{')
      const {stdout} = await watching.printed(/\n.*\n$/s)
      watching.interrupt()
      const {code, stdout: all} = await watching.ended
      expect([code, all]).to.deep.equal([130, stdout])
      const documents = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Report)
      expect(documents.map(({summary}) => summary['failed'])).to.deep.equal([0, 1])
    })
  })

  it('refuses --watch with --fix or --wait, and times that are none', async () => {
    for (const words of [
      ['--watch', '--fix'],
      ['--watch', '--wait', '5'],
      ['--wait', 'soon'],
      ['--wait', '0'],
    ]) {
      expect((await doctor(...words)).code, words.join(' ')).to.equal(2)
    }
  })

  describe('the last result', () => {
    it('is all that a look writes, and gt status shows it', async () => {
      const status = async () => (await runCli(['status', '--all'], {cwd: town})).stdout
      expect(await status()).to.match(/\nDoctor\nhas not run yet: gt doctor\n$/)
      const before = snapshot(town)
      await doctor('--only', 'workspace/config')
      await doctor('--skip', 'workspace/config')
      expect(snapshot(town)).to.deep.equal(before)
      await doctor()
      const folder = join(town, 'mayor/doctor')
      expect(snapshot(town)).to.deep.equal({...before, [`${folder}/`]: '', [last()]: readFileSync(last(), 'latin1')})
      expect(await status()).to.match(/\nDoctor\nno issues, just now\n$/)
      const noted = readFileSync(last(), 'latin1')
      await doctor()
      expect(readFileSync(last(), 'latin1')).to.equal(noted)
      renameSync(rigs(), aside())
      await doctor()
      expect(JSON.parse(readFileSync(last(), 'utf8'))).to.deep.include({version: 1, exit_code: 1})
      expect(await status()).to.match(/\nDoctor\n1 issue, just now\n$/)
    })

    it('that cannot be noted changes nothing, and --verbose says why', async () => {
      writeFileSync(join(town, 'mayor/doctor'), 'in the way')
      const [plain, verbose] = [await doctor(), await doctor('--verbose')]
      expect([plain.code, plain.stderr]).to.deep.equal([0, ''])
      expect(plain.stdout).to.match(/\n\nIssues: 0 found, 0 fixed\n$/)
      expect(verbose.stderr).to.match(/^This result could not be noted for gt status: .*mayor\/doctor/)
      expect((await runCli(['status'], {cwd: town})).stdout).to.include('Doctor')
    })

    for (const text of ['{', '[]', '{"version":1,"at":"x","exit_code":0,"summary":{}}']) {
      it(`that is ${text} is none`, async () => {
        mkdirSync(join(town, 'mayor/doctor'))
        writeFileSync(last(), text)
        const {code, stdout} = await runCli(['status', '--json'], {cwd: town})
        expect([code, (JSON.parse(stdout) as {doctor: unknown}).doctor]).to.deep.equal([0, null])
        await doctor()
        expect(JSON.parse(readFileSync(last(), 'utf8'))).to.include({exit_code: 0})
      })
    }
  })

  it('explains every check: what it looks at, why, and how to repair by hand', async () => {
    const {stdout} = await runCli(['doctor', 'checks', '--json'], {cwd: town})
    const {checks} = JSON.parse(stdout) as {checks: {id: string; description?: string; remedy?: string}[]}
    expect(checks).to.have.length.above(30)
    const silent = checks.filter(({description = '', remedy = ''}) => description.length < 20 || remedy.length < 10)
    expect(silent.map(({id}) => id)).to.deep.equal([])
  })

  async function doctor(...words: string[]): Promise<CliResult> {
    return runCli(['doctor', ...words], {cwd: town})
  }

  function ignore(entries: object[]): void {
    const file = join(town, 'mayor/config.json')
    const config = JSON.parse(readFileSync(file, 'utf8')) as object
    writeFileSync(file, JSON.stringify({...config, doctor: {ignore: entries}}))
  }

  async function appears(file: string): Promise<void> {
    while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 20))
  }

  /** A doctor that runs on, and what it has printed. */
  function start(words: string[], env: Record<string, string> = {}) {
    const child = spawn(process.execPath, [bin, 'doctor', ...words], {cwd: town, env: {...environment(), ...env}})
    running.push(child)
    const output = {stdout: '', stderr: ''}
    const listeners = new Set<() => void>()
    child.stdout.on('data', (chunk: Buffer) => {
      output.stdout += chunk.toString()
      for (const listener of listeners) listener()
    })
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
    const ended = new Promise<{code: number | null; stdout: string; stderr: string}>((resolve) => {
      child.on('close', (code) => resolve({code, ...output}))
    })
    const printed = async (pattern: RegExp): Promise<{stdout: string}> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!pattern.test(output.stdout)) return
          listeners.delete(look)
          resolve({stdout: output.stdout})
        }
        listeners.add(look)
        void ended.then(() => reject(new Error(`it ended, having printed ${JSON.stringify(output)}`)))
        look()
      })
    return {ended, printed, interrupt: () => child.kill('SIGINT')}
  }
})
