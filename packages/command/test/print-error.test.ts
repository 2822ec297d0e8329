import {GtError, UsageError} from '@gt-town/contract'
import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {failureDocument, failureOf} from '../src/print-error.js'
import {nodeWords} from './node-words.js'

/** As oclif throws it. */
const usage = (message: string, more: object = {}): Error =>
  Object.assign(new Error(`${message}\nSee more help with --help`), {oclif: {exit: 2}}, more)

describe('failureOf', () => {
  it('keeps what a GtError says', () => {
    const error = new UsageError('GT_RIG_NOT_FOUND', 'no such rig', {hint: 'did you mean beads?'})
    expect(failureOf(error)).to.deep.equal({
      code: 'GT_RIG_NOT_FOUND',
      message: 'no such rig',
      hint: 'did you mean beads?',
      exit: 2,
    })
    expect(failureOf(new GtError('GT_IO', 'cannot read'))).to.include({exit: 3, hint: undefined})
  })

  for (const [what, error, message, hint] of [
    [
      'a flag nobody knows',
      usage('Nonexistent flag: --forse', {flags: ['--forse']}),
      'Nonexistent flag: --forse',
      'did you mean --force?',
    ],
    [
      'a flag like none',
      usage('Nonexistent flag: --zzz', {flags: ['--zzz']}),
      'Nonexistent flag: --zzz',
      'add --help to see what this command takes',
    ],
    [
      'arguments that are missing',
      usage('Missing 2 required args:\nname     What to call it.\ngit_url  Where it is.\nNote: advice', {
        args: [{name: 'name'}, {name: 'git_url'}],
      }),
      'Missing 2 required args: name, git_url',
      'add --help to see what this command takes',
    ],
    [
      'a command that help does not know',
      usage('Command instal not found.'),
      'Command instal not found.',
      'gt help lists all commands',
    ],
    [
      'a constraint between flags',
      usage('The following error occurred:\n  --quiet=true cannot also be provided when using --verbose'),
      '--quiet and --verbose cannot be used together',
      'add --help to see what this command takes',
    ],
    [
      'a number that is none',
      usage('Parsing --limit\n\tExpected an integer greater than or equal to 1 but received: 0'),
      '--limit takes an integer greater than or equal to 1, not 0',
      'add --help to see what this command takes',
    ],
  ] as const) {
    it(`says of ${what} what is wrong and what comes next`, () => {
      const failure = {code: 'GT_USAGE', message, hint, exit: 2}
      expect(failureOf(error, ['force', 'json', 'town'])).to.deep.equal(failure)
    })
  }

  it('takes everything else for a mistake of gt, with exit 3', () => {
    expect(failureOf(new TypeError('x is not a function'))).to.include({code: 'GT_INTERNAL', exit: 3})
    expect(failureOf('boo')).to.include({code: 'GT_INTERNAL', message: 'boo', exit: 3})
  })
})

describe('failureDocument', () => {
  it('is code, message and hint, which may be null', () => {
    expect(failureDocument({code: 'GT_IO', message: 'm', hint: undefined, exit: 3})).to.deep.equal({
      error: {code: 'GT_IO', message: 'm', hint: null},
    })
  })
})

describe('printFailure', () => {
  it('prints two lines on stderr, without escapes of its own or of others', () => {
    expect(printed({})).to.equal('Error: bad \\x1b[31mname [GT_X]\nNext: do this\n')
  })

  it('prints the stack and its causes with DEBUG only', () => {
    const text = printed({DEBUG: '1'})
    expect(text).to.match(/^Error: bad .*\nNext: do this\nGtError: bad .*\n {4}at /)
    expect(text).to.match(/\nCaused by: Error: deep\n {4}at /)
  })
})

/** What a process of its own prints, since stderr is a stream of the whole process. */
function printed(env: Record<string, string>): string {
  const script = `import {GtError} from '@gt-town/contract'
    import {failureOf, printFailure} from '@gt-town/command'
    const error = new GtError('GT_X', 'bad \\u001b[31mname', {hint: 'do this', cause: new Error('deep')})
    process.stderr.write = process.stdout.write.bind(process.stdout)
    printFailure(failureOf(error), error)`
  const node = nodeWords(script)
  return execFileSync(process.execPath, node, {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    env: {PATH: process.env['PATH'], ...env},
  })
}
