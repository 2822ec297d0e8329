import {expect} from 'chai'
import {rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {runCli, temporaryFolder} from './cli.js'
import {makeRepository} from './repositories.js'
import {openTerminal} from './terminal.js'

describe('a terminal of 40 or 80 columns', () => {
  let folder = {path: '', remove: (): void => undefined}
  let town = ''
  before(async () => {
    folder = temporaryFolder('narrow')
    town = join(folder.path, 'town')
    const url = makeRepository(join(folder.path, 'web.git'), [{'a.txt': 'a\n'}])
    for (const words of [
      ['install', town],
      ['rig', 'add', 'web', url, '--town', town],
      ['polecat', 'add', 'web/happy', '--town', town],
    ]) {
      expect((await runCli(words, {cwd: folder.path})).code).to.equal(0)
    }
    writeFileSync(join(town, 'web/happy/notes.txt'), 'mine\n')
    rmSync(join(town, 'mayor/mail'), {recursive: true})
    writeFileSync(join(town, 'web/.gastown/config.json'), '{"type": "rig",')
  })
  after(() => folder.remove())

  /** What each says to somebody who reads it whole. */
  const commands: readonly (readonly [words: string, said: RegExp])[] = [
    [
      'doctor',
      /Config of the rig web invalid: web\/\.gastown\/config\.json, line 1, column 16: property name expected/,
    ],
    ['polecat remove web/nobody', /Error: web has no polecat nobody \[GT_POLECAT_NOT_FOUND\] Next: known: happy/],
    [
      'rig show web',
      /is corrupt, line 1, column 16: property name expected \[GT_FILE_CORRUPT\] Next: correct it by hand/,
    ],
    [
      'polecat add --help',
      /starts from the origin as it is now; where that cannot be reached, from what the rig last saw/,
    ],
    ['doctor --help', /\[--deadline TIME\] \[--deep\]/],
    ['--help', /gt COMMAND --help tells more of a command, gt TOPIC lists those of a topic/],
  ]
  for (const columns of [40, 80]) {
    for (const [words, said] of commands) {
      it(`gt ${words}: wraps at words in ${columns} columns`, async () => {
        const terminal = openTerminal(words.split(' '), {cwd: town, columns})
        await terminal.ended
        const lines = terminal.everything.split('\n').map((line) => line.trimEnd())
        // A single word, such as a path, and a command of an example are not cut.
        const tooWide = lines.filter((line) => line.length > columns && /^\s*[^$\s]\S*\s+\S/.test(line))
        expect(tooWide).to.deep.equal([])
        expect(lines.join(' ').replaceAll(/\s+/g, ' ')).to.match(said)
      })
    }
  }
})
