import {expect} from 'chai'
import {once} from 'node:events'
import {mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {createServer, type AddressInfo, type Server, type Socket} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {freePort, makeKey, startSshd, type Sshd} from '../support/sshd.js'
import type {Health} from '@gt-town/contract'
import {runCli, temporaryFolder} from './cli.js'

/** What a machine has to answer within, and what gt may take beyond it; the rest of the patience is for a busy computer. */
const [timeoutS, graceS, patienceS] = [20, 1, 5]

describe('gt machine status', function () {
  this.timeout(240_000)
  const folder = temporaryFolder('status')
  const town = join(folder.path, 'ai')
  const sshds: Sshd[] = []
  let hole: {server: Server; sockets: Socket[]; port: number}
  let keys: string

  before(async () => {
    expect((await runCli(['install', town, '--no-git'], {cwd: folder.path})).code).to.equal(0)
    // Those that are well are one, which lets all of them in at once.
    sshds.push(...Array<Sshd>(11).fill(await startSshd({config: ['MaxStartups 100']})))
    for (let count = 0; count < 2; count++) sshds.push(await startSshd())
    sshds.push(await startSshd({config: ['ForceCommand sleep 600']}))
    hole = await blackHole()
    keys = mkdtempSync(join(realpathSync(tmpdir()), 'gt-keys-'))
    writeFileSync(join(town, 'mayor/machines.json'), JSON.stringify({version: 1, machines: await machines()}))
    const trusted = sshds.map(({knownHosts}, index) => (index === 12 ? impostor() : (knownHosts[0] ?? '')))
    writeFileSync(join(town, 'mayor/known_hosts'), `${trusted.join('\n')}\n`)
  })
  after(async () => {
    for (const sshd of new Set(sshds)) await sshd.stop()
    for (const socket of hole.sockets) socket.destroy()
    hole.server.close()
    rmSync(keys, {recursive: true})
    folder.remove()
  })

  /** Eleven that are well, and one of each that is not. */
  async function machines(): Promise<Record<string, object>> {
    const wayTo = ({host, port, clientKey}: Sshd): object => ({
      type: 'ssh',
      ssh_host: host,
      ssh_port: port,
      ssh_key_path: clientKey,
    })
    const [shut, changed, asleep] = sshds.slice(11)
    const well = sshds
      .slice(0, 11)
      .map((sshd, index) => [`well-${String(index).padStart(2, '0')}`, wayTo(sshd)] as const)
    return {
      ...Object.fromEntries(well),
      'a-hole': {type: 'ssh', ssh_host: '127.0.0.1', ssh_port: hole.port, ssh_key_path: sshds[0]?.clientKey},
      'b-refused': {type: 'ssh', ssh_host: '127.0.0.1', ssh_port: await freePort('127.0.0.1')},
      'c-wrong-key': {...wayTo(shut!), ssh_key_path: makeKey(join(keys, 'stranger'), 'ed25519')},
      'd-changed': wayTo(changed!),
      'e-asleep': wayTo(asleep!),
    }
  }

  /** The key of another server under the name of this one. */
  function impostor(): string {
    const [name] = (sshds[12]?.knownHosts[0] ?? '').split(' ')
    return [name, ...(sshds[0]?.knownHosts[0] ?? '').split(' ').slice(1)].join(' ')
  }

  it('of sixteen machines: each row is right, and one that never answers costs its deadline', async () => {
    const started = Date.now()
    const result = await runCli(['machine', 'status', '--timeout', String(timeoutS), '--json'], {cwd: town})
    const seconds = (Date.now() - started) / 1000
    const rows = JSON.parse(result.stdout).machines as {name: string; state: string; health: object | null}[]
    const well = sshds.slice(0, 11).map((_sshd, index) => `well-${String(index).padStart(2, '0')}: healthy`)
    expect(rows.map(({name, state}) => `${name}: ${state}`)).to.deep.equal([
      'a-hole: unreachable',
      'b-refused: unreachable',
      'c-wrong-key: auth_failed',
      'd-changed: host_key_changed',
      'e-asleep: unreachable',
      ...well,
    ])
    expect(rows.map(({health}) => health !== null)).to.deep.equal([
      ...Array<boolean>(5).fill(false),
      ...Array<boolean>(11).fill(true),
    ])
    expect(result.code).to.equal(1)
    expect(seconds)
      .to.be.at.least(timeoutS)
      .and.below(timeoutS + graceS + patienceS)
  })

  it('of one that is well is 0, with what it found', async () => {
    const {code, stdout} = await runCli(['machine', 'status', 'well-03', '--timeout', '60', '--json'], {cwd: town})
    const [row] = JSON.parse(stdout).machines as {
      state: string
      reasons: string[]
      latency_ms: number
      health: Health
    }[]
    expect([code, row!.state, row!.reasons]).to.deep.equal([0, 'healthy', []])
    const fields = ['name', 'type', 'state', 'reasons', 'error', 'latency_ms', 'capacity', 'health']
    expect(Object.keys(row!)).to.deep.equal(fields)
    expect(row!.health).to.have.all.keys(
      ...['connect_ms', 'exec_ms', 'clock_skew_ms', 'versions', 'load1', 'cpus', 'has'],
      ...['disk_free_bytes', 'disk_total_bytes', 'memory_free_bytes', 'memory_total_bytes', 'sessions'],
    )
    expect(row!.health.versions.git).to.match(/^\d+\.\d+/)
    expect(row!.latency_ms).to.equal(row!.health.connect_ms + row!.health.exec_ms)
    expect(row!.health.disk_free_bytes).to.be.above(0)
    expect(Math.abs(row!.health.clock_skew_ms)).to.be.below(5000)
  })

  it('as a table has the reasons below', async () => {
    const {code, stdout} = await runCli(['machine', 'status', 'b-refused', 'well-00', '--timeout', '60'], {cwd: town})
    const lines = stdout.trimEnd().split('\n')
    expect(code).to.equal(1)
    expect(lines[0]).to.match(/^NAME +STATE +LATENCY +GIT +TMUX +LOAD +DISK +MEMORY +SKEW +SESSIONS$/)
    expect(lines[1]).to.match(/^b-refused +unreachable( +-){8}$/)
    expect(lines[2]).to.match(/^well-00 +healthy +\d+ ms /)
    expect(lines[3]).to.match(/^b-refused: 127\.0\.0\.1:\d+ refused the connection$/)
    expect(lines[4]).to.match(/^ {2}Next: /)
  })
})

/** Takes every connection and never says a word. */
async function blackHole(): Promise<{server: Server; sockets: Socket[]; port: number}> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    sockets.push(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {server, sockets, port: (server.address() as AddressInfo).port}
}
