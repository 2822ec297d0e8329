import {expect} from 'chai'
import {rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {few} from '../support/rounds.js'
import {runCli, temporaryFolder} from './cli.js'
import {makeRepository} from './repositories.js'
import {openTerminal} from './terminal.js'

/** What is printed there, byte for byte, and how wide it may be. */
interface Mode {
  readonly env?: Readonly<Record<string, string>>
  readonly columns?: number
  /** what must not be in it */
  readonly never: RegExp
  readonly isPipe?: true
}

const colour = /\u001b\[[\d;]*m/
const escape = /\u001b/
const modes: Readonly<Record<string, Mode>> = {
  'a pipe': {isPipe: true, never: escape},
  'a terminal with NO_COLOR': {env: {NO_COLOR: '1'}, never: colour},
  'a terminal that is dumb': {env: {TERM: 'dumb'}, never: escape},
  'a terminal without UTF-8': {env: {LC_ALL: 'C', LANG: 'C'}, never: /[^\u0000-\u007f]/},
  'a terminal of 40 columns': {columns: 40, never: /\0/},
  'a terminal of 200 columns': {columns: 200, never: /\0/},
}

/** Each prints something that is marked, coloured, aligned or wrapped elsewhere. */
const commands: readonly string[] = [
  ...['status', 'status --all', 'rig list', 'rig show web', 'polecat list', 'doctor', 'doctor --verbose'],
  ...['doctor checks', 'doctor explain workspace/git', 'machine list', 'machine status', 'mail inbox mayor'],
  ...['session list', 'trash list', 'why web/happy', 'schema', 'plugins', '--help', 'rig add --help'],
  ...['polecat remove web/happy', 'rig shwo web', 'install'],
]

describe('what gt prints', function () {
  this.timeout(few ? 120_000 : 600_000)
  const folder = temporaryFolder('modes')
  const town = join(folder.path, 'town')
  after(folder.remove)
  before(async () => {
    const url = makeRepository(join(folder.path, 'web.git'), [{'a.txt': 'a\n'}])
    for (const words of [
      ['install', town],
      ['rig', 'add', 'web', url, '--town', town],
      ['polecat', 'add', 'web/happy', '--town', town],
      ['polecat', 'add', 'web/sad', '--town', town],
      ['polecat', 'remove', 'web/sad', '--town', town],
      [
        'mail',
        'send',
        'mayor',
        '-s',
        'A subject that goes on and on',
        '-m',
        'text',
        '--town',
        town,
        '--from',
        'web/happy',
      ],
      ['machine', 'add', 'west', '--host', '127.0.0.1', '--port', '1', '--no-verify', '--town', town],
    ]) {
      const {code, stderr} = await runCli(words, {cwd: folder.path})
      expect([words.join(' '), code], stderr).to.deep.equal([words.join(' '), 0])
    }
    writeFileSync(join(town, 'web/happy/notes.txt'), 'mine\n')
    rmSync(join(town, 'mayor/mail'), {recursive: true})
  })

  for (const [at, [where, mode]] of Object.entries(modes).entries()) {
    it(`is readable in ${where}`, async () => {
      const tried = commands.filter((_command, index) => !few || index % 6 === at)
      for (const command of tried) {
        const text = await printed(command, mode)
        expect(text.trim(), `gt ${command} prints nothing`).not.to.equal('')
        expect(mode.never.exec(text)?.[0], `gt ${command}: ${text}`).to.equal(undefined)
        // A single word, such as a path, and a command of an example are not cut.
        const wide = text
          .replaceAll(/\u001b\[[\d;?]*[A-Za-z]|\r/g, '')
          .split('\n')
          .map((line) => line.trimEnd())
          .filter((line) => line.length > (mode.columns ?? Infinity) && /^\s*[^$\s]\S*\s+\S/.test(line))
        expect(wide, `gt ${command}`).to.deep.equal([])
      }
    })
  }

  /** On both streams. */
  async function printed(command: string, {env, columns, isPipe}: Mode): Promise<string> {
    const words = command.split(' ')
    if (isPipe) {
      const {stdout, stderr} = await runCli(words, {cwd: town, ...(env && {env})})
      return stdout + stderr
    }
    const terminal = openTerminal(words, {cwd: town, ...(env && {env}), ...(columns !== undefined && {columns})})
    // Whatever is asked for, such as a folder's name, is not given.
    terminal.type('\u0004')
    await terminal.ended
    return terminal.raw
  }
})
