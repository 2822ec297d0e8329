import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {
  problemsOfChecks,
  problemsOfJunit,
  problemsOfReport,
  problemsOfSarif,
} from '../../plugins/doctor/test/render/schemas.js'
import {runCli, temporaryFolder, type CliOptions, type CliResult} from './cli.js'
import {errorOf} from './in-town.js'
import {makeRepository} from './repositories.js'
import {skipBecause} from './skip-because.js'
import {noBounds, unprivileged} from './unprivileged.js'

const formats = ['text', 'json', 'junit', 'sarif', 'github'] as const

describe('gt doctor --format', () => {
  let folder = {path: '', remove: (): void => undefined}
  let town = ''
  before(async () => {
    folder = temporaryFolder('formats')
    town = join(folder.path, 'ai')
    const url = makeRepository(join(folder.path, 'web.git'), [{'a.txt': 'a\n'}])
    expect(await runCli(['install', town], {cwd: folder.path})).to.include({code: 0})
    expect(await runCli(['rig', 'add', 'web', url], {cwd: town})).to.include({code: 0})
  })
  after(() => folder.remove())

  const doctor = async (words: string[], options: Partial<CliOptions> = {}): Promise<CliResult> =>
    runCli(['doctor', ...words], {cwd: town, ...options})
  const expectValid = (format: (typeof formats)[number], text: string): void => {
    if (format === 'json') expect(problemsOfReport(JSON.parse(text))).to.deep.equal([])
    if (format === 'sarif') expect(problemsOfSarif(JSON.parse(text))).to.deep.equal([])
    if (format === 'junit') expect(problemsOfJunit(text)).to.equal('')
    if (format === 'github') expect(text).to.match(/^(::(error|warning|notice) title=.*::.*\n)+$/)
  }

  for (const [state, spoil, words, code] of [
    ['healthy', () => undefined, [], 0],
    ['failing', () => rmSync(join(town, 'mayor/mail'), {recursive: true, force: true}), [], 1],
    ['fixed', () => rmSync(join(town, 'mayor/mail'), {recursive: true, force: true}), ['--fix'], 0],
    ['odd', () => rmSync(join(town, '.git'), {recursive: true, force: true}), [], 0],
    ['odd, strict', () => undefined, ['--strict'], 1],
    ['timed out', () => undefined, ['--timeout', '0.001', '--only', 'workspace/git'], 3],
  ] as const) {
    for (const format of formats) {
      it(`${format}, ${state}: valid, alone on stdout, exit code ${code}`, async () => {
        spoil()
        // Timed out: no git answers this soon.
        const slow = join(folder.path, 'slow')
        mkdirSync(slow, {recursive: true})
        writeFileSync(join(slow, 'git'), '#!/bin/sh\nsleep 2\n', {mode: 0o755})
        const env = code === 3 ? {PATH: `${slow}:${process.env['PATH'] ?? ''}`} : {}
        const result = await doctor(['--format', format, ...words], {env})
        expect(result.code, result.stdout).to.equal(code)
        if (!words.includes('--fix' as never)) expect(result.stderr).to.equal('')
        expectValid(format, result.stdout)
      })
    }
  }

  it('--json is --format json', async () => {
    const [one, other] = await Promise.all([doctor(['--json']), doctor(['--format', 'json'])])
    const masked = ({stdout}: CliResult): string => stdout.replaceAll(/"duration_ms": .*/g, '')
    expect(masked(one)).to.equal(masked(other))
  })

  it('names the files of findings, and for GitHub as seen from the checkout', async () => {
    rmSync(join(town, 'mayor/mail'), {recursive: true})
    const report = JSON.parse((await doctor(['--format', 'json'])).stdout) as {results: {id: string; path?: string}[]}
    expect(report.results.find(({id}) => id === 'workspace/mail')?.path).to.equal(join(town, 'mayor/mail'))
    const {stdout} = await doctor(['--format', 'github'], {env: {GITHUB_WORKSPACE: folder.path}})
    expect(stdout).to.include('[workspace/mail],file=ai/mayor/mail::Missing mayor/mail/')
    expect(await doctor(['--fix'])).to.include({code: 0})
  })

  it('errors are text on stderr, and JSON on stdout where that was asked for', async () => {
    for (const format of ['junit', 'sarif', 'github']) {
      const {code, stdout, stderr} = await doctor(['wbe', '--format', format])
      expect({code, stdout}).to.deep.equal({code: 2, stdout: ''})
      expect(stderr).to.include('[GT_RIG_NOT_FOUND]')
    }
    const {code, stdout, stderr} = await doctor(['wbe', '--format=json'])
    expect({code, stderr}).to.deep.equal({code: 2, stderr: ''})
    expect(errorOf(stdout).code).to.equal('GT_RIG_NOT_FOUND')
    expect(errorOf((await doctor(['--json', '--format', 'junit'])).stdout).message).to.include('two formats')
    expect((await doctor(['--format', 'xml'])).stderr).to.include('junit')
  })

  describe('--output', () => {
    for (const format of formats) {
      it(`${format}: the file holds what stdout would, and stdout nothing`, async () => {
        const file = join(town, `out.${format}`)
        const {code, stdout, stderr} = await doctor(['--format', format, '--output', `out.${format}`])
        expect({code, stdout}).to.deep.equal({code: 0, stdout: ''})
        expect(stderr).to.equal(format === 'json' ? '' : `Wrote ${file}\n`)
        expectValid(format, readFileSync(file, 'utf8'))
        const masked = (text: string): string => text.replaceAll(/"duration_ms": .*|time="[^"]*"/g, '')
        expect(masked(readFileSync(file, 'utf8'))).to.equal(masked((await doctor(['--format', format])).stdout))
        rmSync(file)
      })
    }

    it('replaces a file whole, keeps its mode, and says nothing with --quiet', async () => {
      const file = join(folder.path, 'old.txt')
      writeFileSync(file, 'x'.repeat(100_000), {mode: 0o600})
      expect(await doctor(['--output', '../old.txt', '--quiet'])).to.include({code: 0, stdout: '', stderr: ''})
      expect(readFileSync(file, 'utf8')).not.to.include('xxx')
      expect(statSync(file).mode & 0o777).to.equal(0o600)
    })

    it('- is the standard output', async () => {
      expect((await doctor(['--format', 'junit', '--output', '-'])).stdout).to.match(/^<\?xml /)
      expect(readdirSync(town)).not.to.include('-')
    })

    it('refuses at once what cannot be written, before anything is repaired', async () => {
      mkdirSync(join(folder.path, 'sub'), {recursive: true})
      symlinkSync('sub/x', join(folder.path, 'link'))
      rmSync(join(town, 'mayor/mail'), {recursive: true})
      for (const [name, code, error] of [
        ['', 2, 'GT_USAGE'],
        ['sub/', 2, 'GT_USAGE'],
        ['../sub', 3, 'GT_NOT_A_FILE'],
        ['../link', 3, 'GT_NOT_A_FILE'],
        ['../nowhere/x', 3, 'GT_NOT_FOUND'],
        ['../old.txt/x', 3, 'GT_NOT_A_DIRECTORY'],
      ] as const) {
        const result = await doctor(['--fix', '--format', 'junit', '--output', name])
        expect({code: result.code, stdout: result.stdout}, name).to.deep.equal({code, stdout: ''})
        expect(result.stderr, name).to.include(`[${error}]`)
      }
      expect(readdirSync(join(town, 'mayor'))).not.to.include('mail')
      expect(await doctor(['--fix'])).to.include({code: 0})
    })

    it('prints the result where the file cannot be written after all', async function () {
      const wrapper = unprivileged()
      if (!wrapper) skipBecause(this, noBounds)
      const closed = join(folder.path, 'closed')
      mkdirSync(closed)
      chmodSync(closed, 0o555)
      chmodSync(folder.path, 0o755)
      for (const format of ['junit', 'json'] as const) {
        const words = ['--format', format, '--only', 'workspace/config', '--output', join(closed, 'x')]
        const {code, stdout, stderr} = await doctor(words, {wrapper})
        expect(code, stderr).to.equal(3)
        expectValid(format, stdout)
        expect(stderr).to.include('[GT_PERMISSION_DENIED]')
        expect(readdirSync(closed)).to.deep.equal([])
      }
    })
  })
})

describe('gt schema', () => {
  const run = async (...words: string[]): Promise<CliResult> => runCli(['schema', ...words], {cwd: '/'})
  const root = join(import.meta.dirname, '../..')

  it('gt schema lists what every plugin ships', async () => {
    const {code, stdout} = await run()
    expect(code).to.equal(0)
    const shipped = execFileSync('git', ['ls-files', 'schemas/*.json', 'plugins/*/schemas/*.json'], {
      cwd: root,
      encoding: 'utf8',
    })
    const names = shipped.match(/[^/\n]+(?=\.json)/g) ?? []
    expect(names).to.include.members(['doctor', 'doctor-checks', 'workspace-config'])
    expect(stdout.split('\n').map((line) => line.split(' ')[0])).to.deep.equal(['NAME', ...names.sort(), ''])
    const {schemas} = JSON.parse((await run('--json')).stdout) as {schemas: {name: string; plugin: string}[]}
    expect(schemas.map(({name}) => name)).to.deep.equal(names.sort())
    expect(schemas.find(({name}) => name === 'doctor')).to.include({plugin: '@gt-town/plugin-doctor'})
  })

  it('gt schema doctor prints the file as it is, also with --json', async () => {
    const file = readFileSync(join(root, 'plugins/doctor/schemas/doctor.json'), 'utf8')
    expect(await run('doctor')).to.include({code: 0, stdout: file, stderr: ''})
    expect(JSON.parse((await run('doctor', '--json')).stdout)).to.deep.equal(JSON.parse(file))
  })

  it('gt doctor checks --json is as gt schema doctor-checks says', async () => {
    const {stdout} = await runCli(['doctor', 'checks', '--json'], {cwd: '/'})
    expect(problemsOfChecks(JSON.parse(stdout))).to.deep.equal([])
  })

  it('gt schema doctr', async () => {
    const {code, stderr} = await run('doctr')
    expect(code).to.equal(2)
    expect(stderr).to.include('[GT_SCHEMA_NOT_FOUND]').and.include('did you mean doctor?')
  })
})
