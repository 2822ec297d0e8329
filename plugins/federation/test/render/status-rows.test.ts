import {expect} from 'chai'
import {themeOf} from '@gt-town/command'
import type {Health, Machine} from '@gt-town/contract'
import type {MachineState, MachineStatus} from '../../src/domain/machine-status.js'
import {statusTable} from '../../src/render/status-rows.js'

const terminal = themeOf({isTTY: true}, {LC_ALL: 'C.UTF-8', TERM: 'xterm'})
const file = themeOf({isTTY: false}, {LC_ALL: 'C.UTF-8'})

describe('statusTable', () => {
  // A machine may be called as its state is.
  const statuses = [statusOf('healthy', 'healthy'), statusOf('w1', 'unreachable'), statusOf('w2', 'cordoned')]

  it('colours the state, not what reads like it, and keeps the columns', () => {
    const {green, red, yellow} = terminal.paint
    const lines = statusTable(statuses, terminal).split('\n')
    expect(lines.slice(1)).to.deep.equal([
      `healthy  ${green('healthy')}      -        -    -     -     -     -       -     -`,
      `w1       ${red('unreachable')}  -        -    -     -     -     -       -     -`,
      `w2       ${yellow('cordoned')}     -        -    -     -     -     -       -     -`,
    ])
    expect(green('healthy')).not.to.equal('healthy')
  })

  it('tells how many sessions run, of how many', () => {
    const told = (sessions: number | null, capacity?: number): string =>
      statusTable(
        [{...statusOf('a', 'healthy'), health: {...health, sessions}, machine: machineOf('a', capacity)}],
        file,
      )
        .trimEnd()
        .split(/ {2,}/)
        .at(-1) ?? ''
    expect([told(2, 8), told(0), told(null, 8), told(null)]).to.deep.equal(['2/8', '0', '-/8', '-'])
  })

  it('is plain text in a file', () => {
    expect(statusTable(statuses, file).split('\n').slice(0, 2)).to.deep.equal([
      'NAME     STATE        LATENCY  GIT  TMUX  LOAD  DISK  MEMORY  SKEW  SESSIONS',
      'healthy  healthy      -        -    -     -     -     -       -     -',
    ])
  })
})

const health: Health = {
  ...{connect_ms: 1, exec_ms: 1, versions: {}, load1: null, cpus: null, sessions: null, clock_skew_ms: 0},
  ...{disk_free_bytes: null, disk_total_bytes: null, memory_free_bytes: null, memory_total_bytes: null},
  has: {flock: true, perl: true, git: true, tmux: true},
}

function machineOf(name: string, capacity?: number): Machine {
  return {name, type: 'ssh', ssh_host: name, ...(capacity !== undefined && {capacity})}
}

function statusOf(name: string, state: MachineState): MachineStatus {
  return {machine: machineOf(name), state, health: undefined, error: undefined, reasons: []}
}
