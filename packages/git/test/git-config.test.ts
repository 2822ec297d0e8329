import {execFileSync, spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {parseGitConfig} from '../src/format/git-config.js'

const texts: Record<string, string> = {
  nothing: '',
  'only comments': '# one\n; two\n',
  'an ordinary one': '[core]\n\tbare = false\n[remote "origin"]\n\turl = https://example.org/a.git\n',
  'a byte order mark': '\uFEFF[core]\nbare=true\n',
  'Windows line ends': '[core]\r\n\tbare = false\r\n\tx = "a b"\r\n',
  'no line end at the end': '[core]\n\tbare = false',
  'a key without a value': '[core]\n\tbare\n',
  'a key in the line of its section': '[core] bare = true\n',
  'an old subsection': '[remote.Origin]\n\turl = x\n',
  'a subsection with quotes': '[remote "a\\"b\\\\c"]\n\turl = x\n',
  'capital letters': '[CoRe]\n\tBaRe = True\n[Remote "Origin"]\n\tURL = X\n',
  'a comment after a value': '[core]\n\tx = a ; b\n\ty = "a ; b" # c\n',
  'a continued value': '[core]\n\tx = a \\\n b\n',
  'escapes in a value': '[core]\n\tx = "a\\tb\\nc\\"d\\\\"\n',
  'blanks in a value': '[core]\n\tx =   a b  \n\ty = " a b "\n',
  'two values': '[core]\n\tx = 1\n\tx = 2\n',
  'an empty value': '[core]\n\tx =\n',
  'a section that is not closed': '[core\n\tbare = true\n',
  'an empty section': '[]\n\tbare = true\n',
  'an open quote': '[core]\n\tx = "a\n',
  'an unknown escape': '[core]\n\tx = \\q\n',
  'a key that starts with a digit': '[core]\n\t1x = a\n',
  'an underscore in a key': '[core]\n\ta_b = a\n',
  'text without a meaning': 'this is no config\n',
  'a control character': '[core]\n\u0007\n',
  'a new line in a subsection': '[remote "a\nb"]\n\tx = 1\n',
}

describe('parseGitConfig', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'gt-git-config-'))
  })
  after(() => rmSync(folder, {recursive: true}))

  for (const [title, text] of Object.entries(texts)) {
    it(`reads ${title} as git does`, () => {
      const file = join(folder, 'config')
      writeFileSync(file, text)
      const git = spawnSync('git', ['config', '--file', file, '--list', '-z'], {encoding: 'utf8'})
      const parsed = parseGitConfig(text)
      if (git.status !== 0) {
        const line = Number(/bad config line (\d+)/.exec(git.stderr)?.[1])
        expect(parsed).to.deep.equal({badLine: line})
        return
      }
      const settings = git.stdout.split('\0').filter((entry) => entry !== '')
      const expected = settings.map((entry) => {
        const at = entry.indexOf('\n')
        return at === -1 ? ([entry, 'true'] as const) : ([entry.slice(0, at), entry.slice(at + 1)] as const)
      })
      expect(Object.fromEntries(parsed as Map<string, string>)).to.deep.equal(Object.fromEntries(expected))
    })
  }

  it('reads what git itself wrote', () => {
    const file = join(folder, 'written')
    const hard = ' a "b" \\ # ; \t\nc '
    execFileSync('git', ['config', '--file', file, 'some.Sub section.key', hard])
    const text = execFileSync('cat', [file], {encoding: 'utf8'})
    expect((parseGitConfig(text) as Map<string, string>).get('some.Sub section.key')).to.equal(hard)
  })
})
