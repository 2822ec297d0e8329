import {expect} from 'chai'
import {readManifest, readTopics} from '../../src/third-party/read-manifest.js'

const read = (commands: unknown, version: unknown = '1.0.0') => readManifest(JSON.stringify({commands, version}))
const command = (value: object) => {
  const answer = read({a: value})
  return 'manifest' in answer ? answer.manifest.commands['a'] : answer.problem
}

describe('readManifest', () => {
  it('takes a manifest as oclif writes it, under the id that it is listed by', () => {
    const value = {
      id: 'other',
      aliases: ['b'],
      flags: {x: {}},
      args: {},
      summary: 'S',
      hidden: false,
      relativePath: ['a.js'],
    }
    expect(command(value)).to.deep.equal({...value, id: 'a', hasDynamicHelp: false})
    expect(command({})).to.deep.equal({args: {}, flags: {}, id: 'a', hasDynamicHelp: false})
  })

  it('never lets help import the command', () => {
    expect(command({hasDynamicHelp: true})).to.include({hasDynamicHelp: false})
  })

  for (const [commands, problem] of [
    [7, 'it has no "commands"'],
    [[], 'it has no "commands"'],
    [{a: null}, 'its command "a" is not an object'],
    [{a: {summary: 7}}, 'its command "a" has a "summary" that is not a text'],
    [{a: {aliases: 'b'}}, 'its command "a" has a "aliases" that is not a list of texts'],
    [{a: {aliases: [null]}}, 'its command "a" has a "aliases" that is not a list of texts'],
    [{a: {flags: []}}, 'its command "a" has a "flags" that is not an object of objects'],
    [{a: {flags: {x: 1}}}, 'its command "a" has a "flags" that is not an object of objects'],
    [{a: {hidden: 'no'}}, 'its command "a" has a "hidden" that is not true or false'],
  ] as const) {
    it(`refuses commands ${JSON.stringify(commands)}`, () => expect(read(commands)).to.deep.equal({problem}))
  }

  it('refuses what is not JSON or has no version', () => {
    expect(readManifest('{')).to.deep.equal({problem: 'it is not JSON'})
    expect(readManifest('null')).to.deep.equal({problem: 'it has no "commands"'})
    expect(read({}, 1)).to.deep.equal({problem: 'it has no "version"'})
  })

  it('fills in the names of gt and of the command, and runs no other template', () => {
    const description =
      'Run <%= config.bin %> <%= command.id %>, not <% process.exit() %> or <%= process.env %> or <%= config.bin; f() %>'
    expect(command({description})).to.include({
      description:
        'Run <%= config.bin %> <%= command.id %>, not <%% process.exit() %> or <%%= process.env %> or <%%= config.bin; f() %>',
    })
  })

  it('makes control characters visible, also below flags and examples', () => {
    expect(JSON.stringify(command({examples: ['\u001b[2J'], flags: {x: {description: '\u0007'}}}))).to.contain(
      '\\\\x1b[2J',
    )
    expect(JSON.stringify(command({examples: [], flags: {x: {description: '\u0007'}}}))).to.contain('\\\\x07')
  })
})

describe('readTopics', () => {
  it('keeps what help shows and drops what it cannot', () => {
    expect(readTopics({a: {description: 'A <% b %>', hidden: true}, b: 7, c: {description: {}}})).to.deep.equal({
      a: {description: 'A <%% b %>', hidden: true},
      c: {hidden: false},
    })
    for (const value of [undefined, null, 'x', 7, ['x']]) expect(readTopics(value)).to.deep.equal({})
  })
})
