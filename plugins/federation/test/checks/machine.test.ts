import {expect} from 'chai'
import {
  ConnectFailedError,
  HostKeyError,
  type GtError,
  type Health,
  type ReadRequest,
  type Outcomes,
} from '@gt-town/contract'
import {readOnly} from '@gt-town/connection'
import {MemoryConnection, testCheck} from '@gt-town/contract-testing'
import {machineHealth} from '../../src/checks/machine-health.js'
import {machineReachable} from '../../src/checks/machine-reachable.js'
import {machineWorkspace} from '../../src/checks/machine-workspace.js'

const settings = {type: 'ssh', ssh_host: 'west', workspace: '/ai'} as const
const workspace = {root: '/town', configDir: 'mayor'} as const

testCheck(
  machineWorkspace,
  {
    passes: [
      {tree: {'/ai/mayor/config.json': '{"type": "workspace"}'}},
      {tree: {'/ai/.gastown/config.json': '{"type": "workspace"}'}},
      {title: 'is silent about a config that is broken', tree: {'/ai/mayor/config.json': '{'}},
    ],
    fails: [
      {title: 'nothing there', tree: {}, message: 'There is no town on west: /ai', path: '/ai'},
      {tree: {'/ai/.gastown/config.json': '{"type": "rig"}'}, message: 'There is no town on west: /ai'},
    ],
    skips: [{tree: {}, settings: {type: 'ssh', ssh_host: 'west'}, message: 'machines.json names no workspace of west'}],
  },
  {machineName: 'west', settings},
)

/** A machine that answers, or fails, like this. */
class Answering extends MemoryConnection {
  readonly #answer: Partial<Health> | GtError

  constructor(answer: Partial<Health> | GtError) {
    super({}, {programs: {git: () => '', tmux: () => '', perl: () => ''}})
    this.#answer = answer
  }

  override async inspect<const Requests extends readonly ReadRequest[]>(
    requests: Requests,
  ): Promise<Outcomes<Requests>> {
    if (this.#answer instanceof Error) throw this.#answer
    return super.inspect(requests)
  }

  override async probe(): Promise<Health> {
    if (this.#answer instanceof Error) throw this.#answer
    return {...(await super.probe()), ...this.#answer}
  }
}

const run = async (check: typeof machineHealth, answer: Partial<Health> | GtError): Promise<unknown> => {
  const connection = readOnly(new Answering(answer))
  const {signal} = new AbortController()
  return check.run({connection, workspace, rigs: [], machineName: 'west', settings, signal, log: () => undefined})
}

describe('federation/machine-reachable', () => {
  it('passes where it answers', async () => {
    expect(await run(machineReachable, {})).to.deep.equal({status: 'pass'})
  })
  it('fails where it does not', async () => {
    const error = new ConnectFailedError('west', 'unreachable', 'west:22 refused the connection', {hint: 'look'})
    expect(await run(machineReachable, error)).to.deep.equal({
      status: 'fail',
      key: 'reachable',
      message: 'Machine west is unreachable: west:22 refused the connection',
      hint: 'look',
    })
  })
  it('fails where it is another machine, and cannot fix that', async () => {
    const error = new HostKeyError('west: another key', 'changed', {}, {hint: 'gt machine trust west'})
    expect(await run(machineReachable, error)).to.deep.include({
      status: 'fail',
      key: 'trusted',
      message: 'Machine west is host_key_changed: another key',
    })
    expect(machineReachable).not.to.have.property('fix')
  })
})

describe('federation/machine-health', () => {
  it('passes where all is there', async () => {
    expect(await run(machineHealth, {})).to.deep.equal({status: 'pass'})
  })
  it('warns of everything that is not well, each under a key of its own', async () => {
    const has = {flock: true, perl: true, git: true, tmux: false}
    const health = {versions: {git: '2.20.1'}, has, clock_skew_ms: 90_000}
    expect(await run(machineHealth, health)).to.deep.equal([
      {status: 'warn', key: 'git', message: 'Machine west: git 2.20.1 is older than 2.25'},
      {status: 'warn', key: 'tmux', message: 'Machine west: tmux is missing: no session can run there'},
      {status: 'warn', key: 'clock', message: 'Machine west: its clock is 90 s ahead'},
    ])
  })
})
