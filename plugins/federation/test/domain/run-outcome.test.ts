import {
  CommandNotFoundError,
  ConnectFailedError,
  ConnectionLostError,
  NotFoundError,
  TimeoutError,
  type Machine,
} from '@gt-town/contract'
import {expect} from 'chai'
import {runExitCode, worstCode, type RunOutcome} from '../../src/domain/run-outcome.js'
import {splitCommand} from '../../src/domain/split-command.js'

const machine: Machine = {name: 'west', type: 'ssh'}
const ended = (changes: Partial<RunOutcome>): RunOutcome => ({
  machine,
  code: null,
  signal: null,
  stdout: Buffer.alloc(0),
  stderr: Buffer.alloc(0),
  durationMs: 1,
  ...changes,
})

describe('exitCodeOf', () => {
  const cases: [Partial<RunOutcome>, number][] = [
    [{code: 0}, 0],
    [{code: 255}, 255],
    [{signal: 'SIGKILL'}, 137],
    [{signal: 'SIGTERM'}, 143],
    [{signal: 'SIGSEGV'}, 139],
    [{error: new TimeoutError('x', 1)}, 124],
    [{error: new NotFoundError('/x')}, 126],
    [{error: new CommandNotFoundError('x')}, 127],
    [{error: new ConnectFailedError('west', 'auth', 'x')}, 255],
    [{error: new ConnectionLostError('west', true)}, 255],
  ]
  for (const [outcome, code] of cases) {
    it(`${JSON.stringify(outcome)} is ${code}`, () => expect(runExitCode(ended(outcome))).to.equal(code))
  }
})

describe('worstCode', () => {
  it('of several is the highest', () => {
    expect(worstCode([ended({code: 3}), ended({signal: 'SIGHUP'}), ended({code: 0})])).to.equal(129)
  })
  it('of none is 0', () => expect(worstCode([])).to.equal(0))
})

describe('splitCommand', () => {
  it('takes what follows the first -- for the command, whatever it looks like', () => {
    expect(splitCommand(['--all', '--', 'ls', '--', '--json'])).to.deep.equal({
      before: ['--all'],
      command: ['ls', '--', '--json'],
    })
  })
  for (const words of [[], ['west', 'ls'], ['west', '--']]) {
    it(`refuses ${JSON.stringify(words)}`, () => expect(() => splitCommand(words)).to.throw('no command is given'))
  }
  it('leaves --help to be answered', () => {
    expect(splitCommand(['--help'])).to.deep.equal({before: ['--help'], command: []})
  })
})
