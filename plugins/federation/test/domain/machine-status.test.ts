import {ConnectFailedError, GtError, HostKeyError, TimeoutError, type Health, type Machine} from '@gt-town/contract'
import {expect} from 'chai'
import {failedStatus, statusOf, type MachineState} from '../../src/domain/machine-status.js'

const west: Machine = {name: 'west', type: 'ssh', ssh_host: 'w'}
const well: Health = {
  connect_ms: 1,
  exec_ms: 1,
  versions: {git: '2.39.5', tmux: '3.3a'},
  load1: 9,
  cpus: 2,
  disk_free_bytes: 50,
  disk_total_bytes: 100,
  memory_free_bytes: null,
  memory_total_bytes: null,
  sessions: null,
  clock_skew_ms: -5000,
  has: {flock: false, perl: true, git: true, tmux: true},
}

describe('statusOf', () => {
  const cases: [string, Partial<Health>, MachineState, string[]][] = [
    ['a sound machine', {}, 'healthy', []],
    ['one without tmux', {has: {...well.has, tmux: false}}, 'degraded', ['tmux is missing: no session can run there']],
    ['one with an old git', {versions: {git: '2.24.9'}}, 'degraded', ['git 2.24.9 is older than 2.25']],
    ['one with an old tmux', {versions: {tmux: '2.9a'}}, 'degraded', ['tmux 2.9a is older than 3.2']],
    ['a full disk', {disk_free_bytes: 4}, 'degraded', ['its disk is nearly full: 4 % free']],
    ['a disk nobody knows', {disk_free_bytes: null}, 'healthy', []],
    ['a clock ahead', {clock_skew_ms: 61_000}, 'degraded', ['its clock is 61 s ahead']],
    ['a clock behind', {clock_skew_ms: -5001}, 'degraded', ['its clock is 5 s behind']],
  ]
  for (const [title, changes, state, reasons] of cases) {
    it(`of ${title} is ${state}`, () => {
      const status = statusOf(west, {...well, ...changes})
      expect([status.state, status.reasons]).to.deep.equal([state, reasons])
    })
  }
  it('of one that takes no new work is cordoned', () => {
    expect(statusOf({...west, cordoned: {}}, well).state).to.equal('cordoned')
  })
})

describe('failedStatus', () => {
  const cases: [GtError, MachineState][] = [
    [new ConnectFailedError('west', 'unreachable', 'x'), 'unreachable'],
    [new ConnectFailedError('west', 'auth', 'x'), 'auth_failed'],
    [new ConnectFailedError('west', 'stopped', 'x'), 'stopped'],
    [new ConnectFailedError('west', 'unsupported', 'x'), 'unknown'],
    [new HostKeyError('x', 'unknown', {}), 'host_key_unknown'],
    [new HostKeyError('x', 'changed', {}), 'host_key_changed'],
    [new HostKeyError('x', 'revoked', {}), 'host_key_changed'],
    [new TimeoutError('its answer', 5000), 'unreachable'],
    [new GtError('GT_REMOTE_LACKS', 'x'), 'degraded'],
  ]
  for (const [error, state] of cases) {
    it(`of ${error.code} is ${state}`, () => expect(failedStatus(west, error).state).to.equal(state))
  }
  it('names the machine once', () => {
    expect(failedStatus(west, new ConnectFailedError('west', 'auth', 'no key')).reasons).to.deep.equal(['no key'])
  })
})
