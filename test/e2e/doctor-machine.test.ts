import type {HookAnswer} from '@gt-town/hooks'
import type {Connection, DoctorCheck, Machine, WorkspaceService} from '@gt-town/contract'
import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {existsSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {toReport, type Report} from '../../plugins/doctor/src/domain/report/report.js'
import {diagnoseMachines} from '../../plugins/doctor/src/use-cases/diagnose-machines.js'
import {problemsOfReport} from '../../plugins/doctor/test/render/schemas.js'
import {connectTo} from '../../plugins/federation/src/adapters/connect-to.js'
import {LocalConnection} from '@gt-town/connection-local'
import federationHook from '../../plugins/federation/src/hooks/checks.js'
import {startSshd, type Sshd} from '../support/sshd.js'
import {startTcpProxy} from '../support/tcp-proxy.js'
import checksHook from '../../plugins/workspace/src/hooks/checks.js'
import workspaceHook from '../../plugins/workspace/src/hooks/workspace.js'
import {environment, runCli, temporaryFolder, type CliResult} from './cli.js'
import {Counting} from './counting.js'
import {errorOf} from './in-town.js'
import {pluginPackage} from './plugin-packages.js'
import {snapshot} from './towns.js'
import {addMachines, copyRig, wayTo} from './remote-town.js'

describe('gt doctor on machines', function () {
  this.timeout(180_000)
  const folder = temporaryFolder('doctor-machine')
  const hub = join(folder.path, 'hub')
  const there = join(folder.path, 'there')
  let sshd: Sshd
  const gt = async (...words: string[]): Promise<CliResult> => runCli(['doctor', ...words], {cwd: hub})
  const install = async (town: string): Promise<void> => {
    expect((await runCli(['install', town], {cwd: folder.path})).code).to.equal(0)
  }
  const unreachable = {type: 'ssh', ssh_host: '127.0.0.1', ssh_port: 1, workspace: '/ai'}
  const damage = (): void => {
    rmSync(join(there, 'mayor/mail'), {recursive: true})
    rmSync(join(there, 'web/refinery/README.md'))
  }

  before(async () => {
    sshd = await startSshd()
    await install(there)
    await install(hub)
    const project = join(folder.path, 'project')
    execFileSync('git', ['init', '-q', project])
    const author = ['-c', 'user.name=gt', '-c', 'user.email=gt@example.invalid']
    execFileSync('git', [...author, '-C', project, 'commit', '-q', '--allow-empty', '-m', 'start'])
    expect((await runCli(['rig', 'add', 'web', `file://${project}`], {cwd: there})).code).to.equal(0)
    addMachines(hub, {west: wayTo(sshd, {workspace: there})}, [sshd])
  })
  after(async () => {
    await sshd.stop()
    folder.remove()
  })

  it('--machine finds what is damaged there, and says nothing of this one', async () => {
    damage()
    const {code, stdout, stderr} = await gt('--machine', 'west')
    expect([code, stderr]).to.deep.equal([1, ''])
    const [, ...lines] = stdout.split('\n').filter((line) => line !== '')
    expect(lines.slice(0, 5)).to.deep.equal([
      `Machine: west (${there})`,
      '✓ Workspace config valid',
      '✓ Workspace state valid',
      '✗ Missing mayor/mail/',
      '✓ Boss state valid',
    ])
    expect(stdout).to.include('\n\nRig: web\n').and.to.include('✗ Missing refinery/README.md\n')
    expect(stdout).to.match(/\nIssues: 2 found, 0 fixed\n(?:Sections with problems: [^\n]+\n)?Run with --fix/)
  })

  it('--rig is the rig there', async () => {
    const {code, stdout} = await gt('--machine', 'west', '--rig', 'web', '--json')
    const {results} = JSON.parse(stdout) as Report
    expect(code).to.equal(1)
    const seen = results.filter(({machine}) => machine !== undefined)
    expect(seen.filter(({rig}) => rig !== 'web').map(({id}) => id)).to.deep.equal(['doctor/rigs-readable'])
    expect(seen.map(({id}) => id)).to.include('workspace/refinery-readme')
    const none = await gt('--machine', 'west', '--rig', 'wbe', '--json')
    expect([none.code, errorOf(none.stdout).code]).to.deep.equal([2, 'GT_RIG_NOT_FOUND'])
    expect(errorOf(none.stdout).message).to.include(`there is no rig wbe in ${there} on west`)
  })

  it('--dry-run says what it would do there, and does nothing', async () => {
    const before = snapshot(there)
    const {stdout} = await gt('--machine', 'west', '--dry-run', '--json')
    expect(snapshot(there)).to.deep.equal(before)
    const {results} = JSON.parse(stdout) as Report
    const planned = results.flatMap((result) => result.planned ?? [])
    expect(planned.map((action) => 'path' in action && action.path)).to.include(join(there, 'mayor/mail'))
  })

  it('--all-machines --fix repairs both, each with its journal; one that is not reached is one line', async () => {
    rmSync(join(hub, 'mayor/boss'), {recursive: true})
    const machines = {west: wayTo(sshd, {workspace: there}), gone: unreachable}
    addMachines(hub, machines, [sshd])
    const {code, stdout} = await gt('--all-machines', '--fix', '--json')
    const report = JSON.parse(stdout) as Report
    expect(problemsOfReport(report)).to.deep.equal([])
    expect(code).to.equal(3)
    expect(report.machines).to.deep.equal([
      {name: 'gone', workspace: null},
      {name: 'west', workspace: {path: there, config_dir: 'mayor'}},
    ])
    const odd = report.results.filter(({status}) => status !== 'pass' && status !== 'skip')
    expect(odd.map(({id, machine, rig, status}) => [machine, rig, id, status])).to.deep.equal([
      [undefined, undefined, 'workspace/boss', 'fixed'],
      ['gone', undefined, 'doctor/machine-reached', 'error'],
      ['west', undefined, 'workspace/mail', 'fixed'],
      ['west', 'web', 'workspace/refinery-readme', 'fixed'],
    ])
    expect(report.results.filter(({machine}) => machine === 'gone').length).to.equal(1)
    expect(odd[1]?.message).to.match(/^127\.0\.0\.1:1 refused the connection$/)
    expect(odd[1]?.hint).to.include('sshd')
    expect(existsSync(join(there, 'mayor/mail'))).to.equal(true)
    for (const town of [hub, there]) {
      const runs = readdirSync(join(town, 'mayor/doctor/runs'), {withFileTypes: true})
      expect(runs.filter((entry) => entry.isDirectory())).to.have.length(1)
    }
  })

  it('without being named, machines are asked how they are with --deep only', async () => {
    const plain = JSON.parse((await gt('--json')).stdout) as Report
    expect(plain.results.filter(({machine}) => machine !== undefined)).to.deep.equal([])
    const {results} = JSON.parse((await gt('--deep', '--json')).stdout) as Report
    expect(results.flatMap(({id, machine}) => (machine === 'west' ? [id] : []))).to.deep.equal([
      'doctor/machine-reached',
      'federation/machine-reachable',
      'federation/machine-health',
      'federation/machine-workspace',
      'mail/hub',
    ])
  })

  it('undo --machine takes back what was done there, as runs --machine lists it', async () => {
    const {stdout} = await gt('runs', '--machine', 'west', '--json')
    const {runs} = JSON.parse(stdout) as {runs: {fixed: number; state: string}[]}
    expect(runs.map(({fixed, state}) => [fixed, state])).to.deep.equal([[2, 'complete']])
    expect((await gt('undo', '--machine', 'west')).code).to.equal(0)
    expect(existsSync(join(there, 'mayor/mail'))).to.equal(false)
    expect(existsSync(join(hub, 'mayor/boss/state.json'))).to.equal(true)
    expect((await gt('--machine', 'west', '--fix', '--quiet')).code).to.equal(0)
  })

  it('a check of others runs there too, and one of machines is told which', async () => {
    const code = `export default async () => [
      {id: 'far/here', title: 'Far', category: 'Far', scope: 'workspace', async run({connection, workspace}) {
        const {stdout} = await connection.execute(['sh', '-c', 'echo "$HOME"'], {effect: 'read'})
        const list = await connection.listDir(workspace.root)
        return {status: 'warn', message: [connection.machine, workspace.root, list.length > 0, String(stdout).trim()].join(' ')}
      }},
      {id: 'far/machine', title: 'Far', category: 'Far', scope: 'machine', async run({connection, machineName, settings, workspace}) {
        return {status: 'warn', message: [connection.machine, machineName, settings.workspace, workspace.root].join(' ')}
      }},
    ]`
    const data = join(folder.path, 'data')
    pluginPackage(
      join(data, 'node_modules/gt-checks-far'),
      {'hook.js': code, 'oclif.manifest.json': '{"version": "1.0.0", "commands": {}}'},
      {name: 'gt-checks-far', oclif: {hooks: {'gt:checks': './hook.js'}}},
    )
    const plugins = [{name: 'gt-checks-far', type: 'user', tag: 'latest'}]
    writeFileSync(join(data, 'package.json'), JSON.stringify({private: true, oclif: {schema: 1, plugins}}))
    addMachines(hub, {west: wayTo(sshd, {workspace: there})}, [sshd])
    const words = ['doctor', '--all-machines', '--only', 'far/*', '--json']
    const {results} = JSON.parse((await runCli(words, {cwd: hub, env: {GT_DATA_DIR: data}})).stdout) as Report
    const home = environment()['HOME'] ?? ''
    expect(results.map(({machine, message}) => [machine, message])).to.deep.equal([
      [undefined, `local ${hub} true ${home}`],
      ['west', `west ${there} true ${sshd.home}`],
      ['west', `west west ${there} ${hub}`],
    ])
  })

  it('a machine that never answers costs its deadline, and the others are right', async () => {
    const proxy = await startTcpProxy(sshd)
    try {
      proxy.freeze()
      const hole = wayTo(sshd, {workspace: there, ssh_port: proxy.port})
      addMachines(hub, {hole, west: wayTo(sshd, {workspace: there})}, [sshd])
      const started = Date.now()
      const {code, stdout} = await gt('--all-machines', '--timeout', '10', '--json')
      const seconds = (Date.now() - started) / 1000
      const {results} = JSON.parse(stdout) as Report
      expect(code).to.equal(3)
      expect(results.filter(({machine}) => machine === 'hole').map(({status}) => status)).to.deep.equal(['error'])
      expect(results.filter(({machine}) => machine === 'west').every(({status}) => status !== 'error')).to.equal(true)
      expect(seconds)
        .to.be.at.least(10)
        .and.below(10 + 10)
    } finally {
      await proxy.close()
    }
  })

  for (const [title, name] of [
    ['is missing', 'missing'],
    ['is no town', ''],
  ] as const) {
    it(`where the folder of its town ${title}, that is one failure, and rig list says so too`, async () => {
      const workspace = join(sshd.home, name)
      addMachines(hub, {west: wayTo(sshd, {workspace})}, [sshd])
      const {code, stdout} = await gt('--machine', 'west', '--json')
      const odd = (JSON.parse(stdout) as Report).results.filter(({status}) => status !== 'pass' && status !== 'skip')
      const told = odd.map(({machine, id, status, message}) => [machine, id, status, message])
      const looked = `No town there: looked in ${workspace}`
      expect(told).to.deep.equal([['west', 'workspace/exists', 'fail', looked]])
      expect([code, odd[0]?.hint]).to.deep.equal([
        1,
        'make one there, or correct the workspace of west in machines.json',
      ])
      const list = await runCli(['rig', 'list', '--machine', 'west', '--json'], {cwd: hub})
      expect([list.code, errorOf(list.stdout)]).to.deep.equal([
        3,
        {
          code: 'GT_TOWN_NOT_FOUND',
          message: `west: there is no town in ${workspace}`,
          hint: 'make it with gt install --machine west, or correct the workspace of west in machines.json',
        },
      ])
    })
  }

  it('a machine that is not there, and --watch or --wait, are refused', async () => {
    const {code, stdout} = await gt('--machine', 'wset', '--json')
    expect([code, errorOf(stdout)]).to.deep.equal([
      2,
      {code: 'GT_MACHINE_NOT_FOUND', message: 'there is no machine "wset"', hint: 'did you mean west?'},
    ])
    for (const word of [['--watch'], ['--wait', '5s']]) {
      for (const where of [['--machine', 'west'], ['--all-machines']]) {
        const refused = await gt(...word, ...where, '--json')
        expect([refused.code, errorOf(refused.stdout).code], word[0]).to.deep.equal([2, 'GT_USAGE'])
      }
    }
  })

  it('looks at 100 rigs in at most eight round trips', async () => {
    copyRig(
      there,
      'web',
      Array.from({length: 99}, (_, index) => `web${index}`),
    )
    const {report, trips} = await lookAtWest()
    expect(report.summary, JSON.stringify(report.results.filter(({status}) => status === 'fail'))).to.include({
      failed: 0,
      errored: 0,
    })
    expect(new Set(report.results.flatMap(({rig}) => rig ?? [])).size).to.equal(100)
    expect(trips.length, trips.join('\n')).to.be.at.most(8)
  })

  async function lookAtWest(): Promise<{report: Report; trips: string[]}> {
    const here = new LocalConnection()
    const workspace = {root: hub, configDir: 'mayor'} as const
    const machine: Machine = {name: 'west', ...(wayTo(sshd, {workspace: there}) as Omit<Machine, 'name'>)}
    const reached: Counting[] = []
    const connect = async ({name, ...settings}: Machine): Promise<Connection> => {
      const connection = new Counting(connectTo(here, {machine: name, workspace, settings}))
      reached.push(connection)
      return Promise.resolve(connection)
    }
    const answers = await Promise.all([checksHook, federationHook].map(answerOf))
    const diagnosis = await diagnoseMachines(
      {
        connection: here,
        service: (await (workspaceHook as () => Promise<unknown>)()) as WorkspaceService,
        where: () => ({town: hub}),
        answers: {answers, failures: []},
      },
      {here: 'gt', machines: [{machine, coverage: 'all'}], hub: {workspace, rigs: []}},
      {fix: false, only: [], skip: [], deep: false, signal: new AbortController().signal, connect},
    )
    return {report: toReport(diagnosis), trips: reached.flatMap(({trips}) => trips)}
  }
})

async function answerOf(hook: unknown, index: number): Promise<HookAnswer<DoctorCheck[]>> {
  const value = (await (hook as () => Promise<unknown>)()) as DoctorCheck[]
  return {plugin: `@gt-town/plugin-${['workspace', 'federation'][index]}`, version: '0.1.0', value}
}
