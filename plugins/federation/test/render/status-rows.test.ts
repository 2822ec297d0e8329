import {expect} from 'chai'
import {themeOf} from '@gt-town/command'
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

  it('is plain text in a file', () => {
    expect(statusTable(statuses, file).split('\n').slice(0, 2)).to.deep.equal([
      'NAME     STATE        LATENCY  GIT  TMUX  LOAD  DISK  MEMORY  SKEW  CAPACITY',
      'healthy  healthy      -        -    -     -     -     -       -     -',
    ])
  })
})

function statusOf(name: string, state: MachineState): MachineStatus {
  return {machine: {name, type: 'ssh', ssh_host: name}, state, health: undefined, error: undefined, reasons: []}
}
