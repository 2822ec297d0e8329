import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {existsSync, readdirSync, readFileSync, rmSync, utimesSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import type {Report} from '../../plugins/doctor/src/domain/report/report.js'
import {problemsOfReport} from '../../plugins/doctor/test/render/schemas.js'
import {startSshd, type Sshd} from '../support/sshd.js'
import {startTcpProxy} from '../support/tcp-proxy.js'
import {runCli, temporaryFolder, type CliResult} from './cli.js'
import {errorOf} from './in-town.js'
import {addMachines, wayTo} from './remote-town.js'
import {makeLongRepository} from './repositories.js'
import {expectHealthy} from './towns.js'

describe('a link that is lost', function () {
  this.timeout(120_000)
  const folder = temporaryFolder('lost')
  const [hub, there] = [join(folder.path, 'hub'), join(folder.path, 'there')]
  const staging = join(there, 'mayor/staging')
  const gt = async (...words: string[]): Promise<CliResult> => runCli(words, {cwd: hub})
  const registry = (): object =>
    (JSON.parse(readFileSync(join(there, 'mayor/state.json'), 'utf8')) as {projects: object}).projects
  let sshd: Sshd
  let url: string

  /** Runs gt, and takes the network away for good when it is time. */
  async function losing(words: readonly string[], isTime: () => boolean): Promise<CliResult> {
    const proxy = await startTcpProxy(sshd)
    proxy.delay(5)
    const knownHosts = sshd.knownHosts.map((line) => line.replace(/\]:\d+/, `]:${proxy.port}`))
    addMachines(hub, {west: wayTo(sshd, {ssh_port: proxy.port, workspace: there})}, [{...sshd, knownHosts}])
    let closing: Promise<void> | undefined
    const result = await runCli(words, {
      cwd: hub,
      endWhen: () => {
        if (closing === undefined && isTime()) closing = proxy.close()
        return false
      },
    })
    expect(closing, result.stdout + result.stderr).not.to.equal(undefined)
    await closing
    addMachines(hub, {west: wayTo(sshd, {workspace: there})}, [sshd])
    return result
  }

  before(async () => {
    url = makeLongRepository(join(folder.path, 'long.git'), 1500)
    sshd = await startSshd()
    for (const town of [hub, there]) expect((await runCli(['install', town], {cwd: folder.path})).code).to.equal(0)
  })
  after(async () => {
    await sshd.stop()
    folder.remove()
  })

  it('in gt rig add is said, leaves nothing half registered, and the next one sweeps what lies there', async () => {
    const isCloning = (): boolean =>
      existsSync(staging) &&
      readdirSync(staging).some((name) => existsSync(join(staging, name, 'rig/refinery/rig/.git')))
    const {code, stdout} = await losing(['rig', 'add', 'long', url, '--machine', 'west', '--json'], isCloning)
    expect([code, errorOf(stdout).code]).to.deep.equal([3, 'GT_CONNECTION_LOST'])
    expect(errorOf(stdout).message).to.match(/^west: /)
    const [left = ''] = readdirSync(staging)
    expect([existsSync(join(staging, left, 'rig')), existsSync(join(there, 'long')), registry()]).to.deep.equal([
      true,
      false,
      {},
    ])
    await until(() => !execFileSync('ps', ['-eo', 'args'], {encoding: 'utf8'}).includes(url))
    // What is younger than a minute may be somebody's at work.
    utimesSync(join(staging, left), 0, 0)
    const again = await gt('rig', 'add', 'long', url, '--machine', 'west')
    expect(again.code, again.stderr).to.equal(0)
    expect([readdirSync(staging), Object.keys(registry())]).to.deep.equal([[], ['long']])
    await expectHealthy(there)
  })

  describe('in gt doctor --fix', () => {
    const broken = ['mayor/mail', 'mayor/boss', 'long/refinery/README.md', 'long/refinery/state.json', '.gitignore']
    before(() => {
      for (const name of broken) rmSync(join(there, name), {recursive: true})
    })

    it('is one line, beside what was repaired until then', async () => {
      const isUnderWay = (): boolean => existsSync(join(there, 'mayor/boss/state.json'))
      const {code, stdout} = await losing(['doctor', '--machine', 'west', '--fix', '--json'], isUnderWay)
      const report = JSON.parse(stdout) as Report
      expect(problemsOfReport(report)).to.deep.equal([])
      const [lost, ...others] = report.results.filter(({machine}) => machine === 'west')
      expect(lost).to.include({id: 'doctor/machine-reached', status: 'error'})
      expect(lost?.message).to.contain('the connection to west was lost')
      expect(others.map(({id, status}) => [id, status])).to.deep.equal([['workspace/mail', 'fixed']])
      expect(code).to.equal(3)
    })
    it('is no obstacle for the next one', async () => {
      const {code, stdout} = await gt('doctor', '--machine', 'west', '--fix')
      expect(code, stdout).to.equal(0)
      await expectHealthy(there)
    })
    it('leaves a journal, by which both can be undone', async () => {
      const {runs} = JSON.parse((await gt('doctor', 'runs', '--machine', 'west', '--json')).stdout) as Runs
      expect(runs.map(({state, fixed}) => [state, fixed])).to.deep.equal([
        ['complete', broken.length - 1],
        ['interrupted', 1],
      ])
      for (const {id} of runs) {
        const {code, stderr} = await gt('doctor', 'undo', id, '--machine', 'west')
        expect(code, stderr).to.equal(0)
      }
      for (const name of ['mayor/mail', ...broken.slice(2)]) expect(existsSync(join(there, name)), name).to.equal(false)
    })
  })
})

interface Runs {
  runs: {id: string; state: string; fixed: number}[]
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('it did not become so')
    await sleep(50)
  }
}
