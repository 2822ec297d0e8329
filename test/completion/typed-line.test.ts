import {expect} from 'chai'
import type {CommandTable} from '../../src/completion/command-table.js'
import {readTypedLine} from '../../src/completion/typed-line.js'

const table: CommandTable = {
  commands: {
    doctor: {
      summary: 'Check.',
      args: [{kind: 'rig'}],
      flags: {
        fix: {description: 'Repair.', isSwitch: true},
        only: {description: 'Some.', isSwitch: false, multiple: true, kind: 'check'},
        quiet: {description: 'Less.', isSwitch: true, char: 'q'},
      },
    },
    'doctor runs': {summary: 'List.', args: [{kind: 'run'}], flags: {}},
    'mail send': {summary: 'Send.', args: [{kind: 'recipient', multiple: true}], flags: {}},
  },
  aliases: {'mail post': 'mail send'},
  topics: {mail: 'Mail.'},
  names: {},
}

describe('what the word at the cursor is', () => {
  const cases: readonly [string[], object][] = [
    [[''], {at: 'command', words: [], also: undefined}],
    [['do'], {at: 'command', words: [], also: undefined}],
    [['mail', ''], {at: 'command', words: ['mail'], also: undefined}],
    [['doctor', ''], {at: 'command', words: ['doctor'], also: {kind: 'rig'}}],
    [['doctor', '--fix', ''], {at: 'value', values: {kind: 'rig'}, prefix: '', taken: []}],
    [['doctor', 'web', ''], {at: 'nothing'}],
    [['doctor', 'runs', ''], {at: 'value', values: {kind: 'run'}, prefix: '', taken: []}],
    [['doctor', '--', ''], {at: 'nothing'}],
    [['mail', 'send', 'a', ''], {at: 'value', values: {kind: 'recipient', multiple: true}, prefix: '', taken: ['a']}],
    [['mail', 'post', ''], {at: 'value', values: {kind: 'recipient', multiple: true}, prefix: '', taken: []}],
    [['nothing', 'such', ''], {at: 'nothing'}],
    [['--town'], {at: 'nothing'}],
    [['help', 'mail', ''], {at: 'command', words: ['mail'], also: undefined}],
  ]
  for (const [words, slot] of cases) {
    it(`gt ${words.join(' ')}|`, () => {
      expect(readTypedLine(words, table).slot).to.deep.equal(slot)
    })
  }

  it('the value of a flag, before and after a blank, and of a flag that was closed', () => {
    const only = table.commands['doctor']?.flags['only']
    expect(readTypedLine(['doctor', '--only', 'w'], table).slot).to.include({at: 'value', values: only, prefix: ''})
    expect(readTypedLine(['doctor', '--only=w'], table).slot).to.include({at: 'value', values: only, prefix: '--only='})
    expect(readTypedLine(['doctor', '--fix=w'], table).slot).to.deep.equal({at: 'nothing'})
    expect(readTypedLine(['doctor', '--only', 'a', 'w'], table).flags).to.deep.equal({only: 'a'})
  })

  it('flags that were used, by name, by letter and negated', () => {
    const used = (...words: string[]): unknown => {
      const {slot} = readTypedLine(words, table)
      return slot.at === 'flag' && [...slot.used].sort()
    }
    expect(used('doctor', '--fix', '-')).to.deep.equal(['fix'])
    expect(used('doctor', '-q', '--')).to.deep.equal(['quiet'])
    expect(used('doctor', '--no-fix', '--')).to.deep.equal(['fix', 'no-fix'])
  })
})
