import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {gitignoreBlock, missingPatterns, withPatterns} from '../../../src/domain/town/gitignore.js'

describe('gitignore', () => {
  const users = {
    'an empty file': '',
    'lines of the user': 'node_modules/\n*.log\n',
    'no newline at the end': 'node_modules/',
    'Windows line ends': 'node_modules/\r\n*.log\r\n',
    'a byte order mark': '\ufeffnode_modules/\n',
    'a block that was never closed':
      '# >>> gt: kept up to date by gt, add your own lines outside these marks\n/mayor/mail/\nmine\n',
    'only the end of a block': '# <<< gt\nmine\n',
  }
  for (const [what, text] of Object.entries(users)) {
    it(`adds the block to ${what} and leaves the rest as it is`, () => {
      const result = withPatterns(text, ['beads'])
      expect(result.startsWith(text)).to.equal(true)
      expect(missingPatterns(result, ['beads'])).to.deep.equal([])
      expect(withPatterns(result, ['beads'])).to.equal(result)
    })
  }

  it('keeps Windows line ends throughout', () => {
    const result = withPatterns('a\r\nb\r\n', ['beads'])
    expect(result.replaceAll('\r\n', '')).not.to.match(/[\r\n]/)
    expect(withPatterns(result, ['beads', 'web']).replaceAll('\r\n', '')).not.to.match(/[\r\n]/)
  })

  it('adds a second rig inside the block and leaves what follows it', () => {
    const before = `mine\n${withPatterns('', ['beads'])}after\n`
    const result = withPatterns(before, ['web'])
    expect(result.endsWith('/web/.gastown/polecats.json\n# <<< gt\nafter\n')).to.equal(true)
    expect(missingPatterns(result, ['beads', 'web'])).to.deep.equal([])
    expect(result.replace(/\/web\/.*\n/g, '')).to.equal(before)
  })

  it('names only the missing lines, and takes those outside the block for present', () => {
    const text = withPatterns('', []).replace('/mayor/mail/\n', '')
    expect(missingPatterns(text, [])).to.deep.equal(['/mayor/mail/'])
    expect(missingPatterns(`${text}/mayor/mail/  \n`, [])).to.deep.equal([])
  })

  it('has every line once', () => {
    const lines = gitignoreBlock(['a', 'b'])
    expect(new Set(lines).size).to.equal(lines.length)
  })

  const ignored = [
    'mayor/state.json',
    '.gastown/mail/inbox.jsonl',
    'mayor/config.json.lock',
    'mayor/rigs/beads/x',
    'beads/happy/src/a.ts',
    '.CLAUDE.md.gt-tmp-0123456789ab',
  ]
  const seen = [
    'mayor/config.json',
    '.gastown/config.json',
    'CLAUDE.md',
    'beads/.gastown/config.json',
    'yarn.lock',
    'web/a.ts',
    'x/mayor/mail/y',
  ]
  it('means to git what it should', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gt-gitignore-'))
    try {
      execFileSync('git', ['init', '-q'], {cwd: folder})
      writeFileSync(join(folder, '.gitignore'), withPatterns('', ['beads', 'größe']))
      const input = [...ignored, 'größe/refinery/rig/a', ...seen].join('\0')
      const output = execFileSync('git', ['check-ignore', '-z', '--stdin'], {cwd: folder, input}).toString()
      expect(output.split('\0').filter(Boolean)).to.deep.equal([...ignored, 'größe/refinery/rig/a'])
    } finally {
      rmSync(folder, {recursive: true})
    }
  })
})
