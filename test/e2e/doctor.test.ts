import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {environment, runCli, temporaryFolder, type CliResult} from './cli.js'
import {snapshot} from './towns.js'
import {copyTree} from '../support/copy-tree.js'

describe('gt doctor', () => {
  let home: string
  let town: string
  let removeHome: () => void

  before(async () => {
    const made = temporaryFolder('doctor')
    home = made.path
    removeHome = made.remove
    town = join(home, 'ai')
    const project = join(home, 'gastown.git')
    git('init', '-q', '-b', 'main', project)
    git('-C', project, 'commit', '-q', '--allow-empty', '-m', 'start')
    for (const words of [
      ['install', town],
      ['rig', 'add', 'gastown', project, '--town', town],
    ]) {
      expect(await runCli(words, {cwd: home})).to.include({code: 0})
    }
  })
  after(() => removeHome())

  it('gt doctor, of the sample town', async () => {
    rmSync(join(town, 'gastown/refinery/rig'), {recursive: true})
    const {code, stdout, stderr} = await doctor()
    expect(stdout).to.equal(`Workspace: ~/ai

✓ Workspace config valid
✓ Workspace state valid
✓ Mail directory exists
✓ Boss state valid
✓ Rigs directory exists

Rig: gastown
✓ Refinery directory exists
✓ Refinery README exists
✓ Refinery state valid
✓ Refinery lock exists
✗ Missing refinery/rig/ clone
✓ Mayor rig clone exists
✓ Gitignore entries present

Issues: 1 found, 0 fixed
Run with --fix to auto-repair
`)
    expect(stderr).to.equal('')
    expect(code).to.equal(1)
  })

  it('gt doctor --quiet', async () => {
    const {code, stdout} = await doctor('--quiet')
    expect(stdout).to.equal('Rig: gastown\n✗ Missing refinery/rig/ clone\n')
    expect(code).to.equal(1)
  })

  it('gt doctor --json, with the same exit code', async () => {
    const {code, stdout} = await doctor('--json')
    const report = JSON.parse(stdout) as {summary: object; results: {id: string}[]}
    expect(report).to.have.keys('version', 'workspace', 'summary', 'results')
    expect(report.summary).to.include({failed: 1, warned: 0, errored: 0, fixed: 0, issues: 1})
    expect(report.results.find(({id}) => id === 'workspace/refinery-clone')).to.deep.include({
      title: 'Refinery clone valid',
      status: 'fail',
      message: 'Missing refinery/rig/ clone',
      category: 'Rig',
      rig: 'gastown',
      fixable: true,
    })
    expect(code).to.equal(1)
  })

  it('gt doctor gastown, gt doctor --rig gastown', async () => {
    const [byArgument, byFlag] = await Promise.all([doctor('gastown'), doctor('--rig', 'gastown')])
    expect(byArgument).to.deep.equal(byFlag)
    expect(byArgument.stdout).to.match(/^Workspace: ~\/ai\n\nRig: gastown\n✓ Refinery directory exists\n/)
    expect(byArgument.stdout).not.to.include('Workspace config')
    expect(byArgument.code).to.equal(1)
  })

  it('gt doctor gastwon, gt doctor --only workspace/confg', async () => {
    const [rig, check] = await Promise.all([doctor('gastwon'), doctor('--only', 'workspace/confg')])
    expect([rig.code, check.code]).to.deep.equal([2, 2])
    expect(rig.stderr).to.include('did you mean gastown?')
    expect(check.stderr).to.include('did you mean workspace/config?')
  })

  it('gt doctor --only workspace/refinery --skip workspace/mail gastown, where the last word is the rig', async () => {
    const {code, stdout} = await doctor('--only', 'workspace/refinery', '--skip', 'workspace/mail', 'gastown')
    expect(stdout).to.contain('Rig: gastown\n✓ Refinery directory exists\n')
    expect(code).to.equal(0)
  })

  it("gt doctor --only 'workspace/refinery*' --skip workspace/refinery-clone", async () => {
    const {code, stdout} = await doctor('--only', 'workspace/refinery*', '--skip', 'workspace/refinery-clone')
    expect(stdout).to.equal(`Workspace: ~/ai

Rig: gastown
✓ Refinery directory exists
✓ Refinery README exists
✓ Refinery state valid
✓ Refinery lock exists

Issues: 0 found, 0 fixed
`)
    expect(code).to.equal(0)
  })

  it('gt doctor --fix, which clones again, and finds nothing to do the second time', async () => {
    const first = await doctor('--fix')
    expect(first.stdout).to.include('✓ Refinery clone valid (fixed)\n')
    expect(first.stdout).to.match(/\n\nIssues: 1 found, 1 fixed\n$/)
    expect(first.code).to.equal(0)
    const before = allButLastResult()
    const second = await doctor('--fix')
    expect(second.stdout).to.match(/\n\nIssues: 0 found, 0 fixed\n$/)
    expect(allButLastResult()).to.deep.equal(before)
  })

  it('gt doctor --verbose, with every check and its id', async () => {
    const {stdout} = await doctor('--verbose')
    expect(stdout).to.match(/✓ Refinery clone valid \[workspace\/refinery-clone, \d+ ms\]\n/)
    expect(stdout).to.match(/\nEnvironment\n.*\[workspace\/git, /s)
  })

  it('gt doctor --deep, which finds broken objects and work that is nowhere else', async () => {
    expect(await runCli(['polecat', 'add', 'gastown/happy'], {cwd: town})).to.include({code: 0})
    writeFileSync(join(town, 'gastown/happy/notes.txt'), 'mine')
    const objects = join(town, 'mayor/rigs/gastown/.git/objects/ab')
    mkdirSync(objects, {recursive: true})
    writeFileSync(join(objects, 'c'.repeat(38)), 'garbage')
    const [shallow, deep] = await Promise.all([doctor(), doctor('--deep', '--json')])
    expect(shallow.code).to.equal(0)
    const {results} = JSON.parse(deep.stdout) as {results: {status: string; message: string}[]}
    const problems = results.filter(({status}) => status !== 'pass' && status !== 'skip')
    expect(
      problems.map(({status, message}) => `${status} ${message.split(': ').slice(0, 3).join(': ')}`),
    ).to.deep.equal([
      'fail git fsck complains in mayor/rigs/gastown: error: inflate',
      'warn Work only in gastown/happy: 1 untracked file: notes.txt',
    ])
    expect(deep.code).to.equal(1)
    rmSync(objects, {recursive: true})
  })

  it('gt doctor, where no town is', async () => {
    const {code, stdout, stderr} = await runCli(['doctor'], {cwd: home})
    expect(stdout).to.equal(`Workspace: none

✗ No town here: looked in ${home} and every folder above it
    next: make one with gt install, or name one with --town DIR

Issues: 1 found, 0 fixed
Run gt install to make a town here
`)
    expect([code, stderr]).to.deep.equal([1, ''])
  })

  it('gt doctor, without git', async () => {
    const {code, stdout, stderr} = await doctorWith({PATH: '/nonexistent'})
    expect(stdout).to.include('✓ Refinery clone valid\n')
    expect(stdout).to.match(
      /\n\nEnvironment\n✗ git is not installed or not on PATH\n {4}next: install git 2\.25 or later\n\nIssues: 1 found, 0 fixed\nSections with problems: Environment\n$/,
    )
    expect([code, stderr]).to.deep.equal([1, ''])
  })

  it('gt doctor --strict, where something is only odd', async () => {
    const aside = join(home, 'git-of-the-town')
    renameSync(join(town, '.git'), aside)
    const [plain, strict] = await Promise.all([doctor(), doctor('--strict')])
    renameSync(aside, join(town, '.git'))
    expect(plain.stdout).to.include('\nTown\n⚠ The town is not a git repository\n\nIssues: 1 found')
    expect(strict.stdout).to.equal(plain.stdout)
    expect([plain.code, strict.code]).to.deep.equal([0, 1])
  })

  it('gt doctor --fix, of a town in ruins: findings, repaired or told, and no crash', async () => {
    const ruin = join(home, 'ruin')
    copyTree(town, ruin)
    for (const file of ['mayor/config.json', 'mayor/state.json']) writeFileSync(join(ruin, file), '{\n')
    for (const path of ['mayor/boss', 'mayor/rigs', 'gastown/refinery', '.gitignore']) {
      rmSync(join(ruin, path), {recursive: true})
      writeFileSync(join(ruin, path), 'not what belongs here')
    }
    const [look, fix] = [await runCli(['doctor'], {cwd: ruin}), await runCli(['doctor', '--fix'], {cwd: ruin})]
    expect(look.code).to.equal(1)
    expect(look.stdout).to.include('✗ Workspace config invalid: mayor/config.json, line 2, column 1: ')
    expect(look.stderr).to.equal('')
    for (const {stdout, stderr} of [look, fix]) expect(stdout + stderr).not.to.match(/\n\s+at |GT_INTERNAL/)
    expect(fix.stdout).to.match(
      /✓ Workspace config valid \(fixed\)\n {4}every key is kept; the original is mayor\/config\S+\n✓ Workspace state valid \(fixed\)\n/,
    )
    expect(fix.stdout).to.match(/✓ Refinery clone valid \(fixed\)\n✓ Mayor rig clone exists \(fixed\)\n/)
    expect(fix.code).to.equal(0)
    expect((await runCli(['doctor'], {cwd: ruin})).code).to.equal(0)
  })

  it('gt doctor --rig a --timeout, misused', async () => {
    const results = await Promise.all([
      doctor('a', '--rig', 'b'),
      doctor('--timeout', 'soon'),
      doctor('--quiet', '--verbose'),
    ])
    expect(results.map(({code}) => code)).to.deep.equal([2, 2, 2])
  })

  it('gt doctor checks, gt doctor explain workspace/config', async () => {
    const [checks, one] = await Promise.all([
      runCli(['doctor', 'checks', '--json'], {cwd: home}),
      runCli(['doctor', 'explain', 'workspace/config'], {cwd: home}),
    ])
    const ids = (JSON.parse(checks.stdout) as {checks: {id: string}[]}).checks.map(({id}) => id)
    expect(ids).to.include.members(['workspace/config', 'doctor/plugins-loaded'])
    expect(one.stdout).to.include('Passes when:  Workspace config valid')
  })

  describe('with plugins of others', () => {
    const hook = (body: string) => ({
      'package.json': JSON.stringify({
        name: 'gt-plugin-bad',
        version: '1.2.3',
        type: 'module',
        oclif: {hooks: {'gt:checks': './checks.js'}},
      }),
      'checks.js': body,
    })
    const check = (id: string, run: string, more = '') =>
      `{id: '${id}', title: '${id} holds', category: 'Bad', scope: 'environment', ${more} run: ${run}}`

    it('survives what throws, hangs, prints, answers nonsense or takes an id, and names it', async () => {
      const {code, stdout} = await doctorWithPlugin(
        hook(`export default async () => [
          ${check('bad/throws', "async () => { throw new Error('boom') }")},
          ${check('bad/hangs', 'async () => new Promise(() => setInterval(() => {}, 1000))', 'timeoutMs: 300,')},
          ${check('bad/prints', "async () => { console.log('NOISE'); return {status: 'pass'} }")},
          ${check('bad/nonsense', "async () => 'fine'")},
          ${check('bad/later', "async () => { setTimeout(() => { throw new Error('from a timer') }); return {status: 'pass'} }")},
          ${check('workspace/config', "async () => ({status: 'fail', message: 'not me'})")},
        ]`),
        '--json',
      )
      const {results} = JSON.parse(stdout) as {results: {id: string; status: string; message: string}[]}
      const bad = results.filter(({status}) => status !== 'pass' && status !== 'skip')
      expect(bad.map(({id, status, message}) => `${status} ${id}: ${message}`)).to.have.members([
        'error bad/throws: gt-plugin-bad@1.2.3: boom',
        'timeout bad/hangs: gt-plugin-bad@1.2.3: took longer than 0.3 s',
        'error bad/nonsense: gt-plugin-bad@1.2.3: the check answered nonsense: string',
        'error doctor/stray-errors: gt-plugin-bad@1.2.3 (bad/later) threw outside of its run: from a timer',
        'warn doctor/duplicate-check-id: gt-plugin-bad@1.2.3 repeats the id workspace/config of @gt-town/plugin-workspace: its check does not run',
      ])
      expect(code).to.equal(3)
    })

    it('names a plugin that cannot give its checks', async () => {
      const {code, stdout} = await doctorWithPlugin(
        hook("export default async () => { throw new Error('no licence') }"),
      )
      expect(stdout).to.include('\nPlugins\n✗ gt-plugin-bad@1.2.3 could not give its checks: no licence\n')
      expect(code).to.equal(1)
    })

    it('names a plugin that is installed but was not loaded', async () => {
      const {stdout} = await doctorWithPlugin({})
      expect(stdout).to.include('\nPlugins\n✗ gt-plugin-bad is installed but was not loaded\n')
    })

    async function doctorWithPlugin(files: Record<string, string>, ...words: string[]): Promise<CliResult> {
      const {path, remove} = temporaryFolder('plugin')
      try {
        for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content)
        mkdirSync(join(path, 'data/gt'), {recursive: true})
        const plugins = [{name: 'gt-plugin-bad', type: 'link', root: path}]
        writeFileSync(join(path, 'data/gt/package.json'), JSON.stringify({private: true, oclif: {plugins}}))
        return await doctorWith({XDG_DATA_HOME: join(path, 'data')}, ...words)
      } finally {
        remove()
      }
    }
  })

  /** How a look ended is noted in the town, and is all that a look writes. */
  function allButLastResult(): Record<string, string> {
    const last = join(town, 'mayor/doctor/last.json')
    return Object.fromEntries(Object.entries(snapshot(town)).filter(([path]) => path !== last))
  }

  async function doctor(...words: string[]): Promise<CliResult> {
    return doctorWith({}, ...words)
  }

  async function doctorWith(env: Record<string, string>, ...words: string[]): Promise<CliResult> {
    return runCli(['doctor', ...words], {cwd: town, env: {HOME: home, ...env}})
  }
})

function git(...words: string[]): void {
  execFileSync('git', words, {env: environment()})
}
