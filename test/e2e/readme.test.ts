import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {mkdirSync, readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {environment, temporaryFolder} from './cli.js'
import {makeRepository} from './repositories.js'

const checkout = fileURLToPath(new URL('../..', import.meta.url))
/** Where the reader's home folder is in README. */
const home = '/home/me'
const repository = 'https://github.com/steveyegge/gastown'

describe('the tour in README', () => {
  it('prints what it says, line by line, from an empty home folder', function () {
    this.timeout(120_000)
    const folder = temporaryFolder('readme')
    try {
      const told = readFileSync(join(checkout, 'README.md'), 'utf8').split('## A tour\n')[1]?.split('\n## ')[0] ?? ''
      const blocks = [...told.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? '')
      const commands = blocks.flatMap((block) => block.split('\n').filter((line) => line.startsWith('$ ')))
      expect(commands.length).to.be.above(12)
      expect(masked(run(commands, folder.path))).to.equal(masked(blocks.join('')))
    } finally {
      folder.remove()
    }
  })
})

/** What a terminal keeps of these commands, one after the other in one shell: not the progress, which it shows only meanwhile. */
function run(commands: readonly string[], folder: string): string {
  const own = join(folder, 'home')
  mkdirSync(own)
  // There is no network in a test: git finds the repository here by that URL.
  const url = makeRepository(join(folder, 'gastown.git'), [{'README.md': '# gastown\n'}])
  const env = {
    ...environment(),
    HOME: own,
    XDG_DATA_HOME: undefined,
    XDG_CONFIG_HOME: undefined,
    XDG_CACHE_HOME: undefined,
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: `url.${url}.insteadOf`,
    GIT_CONFIG_VALUE_0: repository,
    GIT_CONFIG_KEY_1: 'safe.directory',
    GIT_CONFIG_VALUE_1: '*',
  }
  const errors = quoted(join(folder, 'stderr'))
  const script = commands
    .map((line) => [
      `printf '%s\\n' ${quoted(line)}`,
      `${line.slice(2)} 2>${errors}`,
      `grep -E '^(Error|Next|Warning): ' ${errors}`,
    ])
    .flat()
    .join('\n')
  const output = execFileSync('bash', ['-c', `${script}\ntrue`], {cwd: checkout, env, encoding: 'utf8'})
  return output.replaceAll(own, home)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** Empty lines between commands are for the reader's eyes; times and random parts of names differ. */
function masked(text: string): string {
  return text
    .replaceAll(/\n\n(?=\$ )/g, '\n')
    .replaceAll(/\d{8}T\d{6}Z/g, 'TIME')
    .replace(/(?<=^Sent )[0-9a-z]{16}$/m, 'ID')
    .replace(/^[0-9a-z]{8}(?= +unread .* +\d+s +)/m, 'ID')
    .replaceAll(/(?<= +)\d+s(?= +)/g, 'AGE')
    .trimEnd()
}
