import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {environment, runCli, temporaryFolder} from './e2e/cli.js'
import {npmTest} from './e2e/own-plugins.js'
import {write} from './e2e/repositories.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = readFileSync(join(root, 'docs/writing-a-check.md'), 'utf8')
const blocks = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({
  language,
  code,
}))
/** Each block of code is a whole file, whose name is its first line. */
const files = Object.fromEntries(
  blocks
    .filter(({language}) => ['js', 'ts'].includes(language))
    .map(({code}) => [/^\/\/ (\S+)\n/.exec(code)?.[1] ?? '', code]),
)

describe('docs/writing-a-check.md', function () {
  this.timeout(180_000)
  const folder = temporaryFolder('guide')
  after(folder.remove)
  const home = join(folder.path, 'gt-checks-acme')
  let printed = ''

  before(async () => {
    const {code, stdout} = await runCli(['doctor', 'new', 'gt-checks-acme'], {cwd: folder.path})
    expect(code).to.equal(0)
    printed = stdout
    write(home, files)
  })

  it('names the file of each block of code', () => {
    expect(Object.keys(files).sort()).to.deep.equal([
      'src/checks/jq.js',
      'src/checks/prompts.js',
      'src/hooks/checks.js',
      'test/jq.test.js',
      'test/prompts.test.js',
    ])
  })

  it('shows what gt doctor new prints', () => {
    expect(page).to.contain(`$ gt doctor new gt-checks-acme\n${printed.replaceAll(home, '/home/me/gt-checks-acme')}`)
  })

  it('has code that compiles against the contract, strictly, tests included', () => {
    mkdirSync(join(home, 'node_modules/@types'), {recursive: true})
    symlinkSync(join(root, 'node_modules/@types/node'), join(home, 'node_modules/@types/node'))
    const config = {extends: './jsconfig.json', compilerOptions: {types: ['node']}, include: ['src', 'test']}
    writeFileSync(join(home, 'tsconfig.json'), JSON.stringify(config))
    expect(compile(home)).to.equal('')
  })

  it('is held to it: mistakes do not compile', () => {
    const wrong = (files['src/checks/prompts.js'] ?? '')
      .replace("status: 'pass'", "status: 'good'")
      .replace("scope: 'workspace'", "scope: 'town'")
      .replace('connection.fileExists', 'connection.exists')
    write(home, {'src/checks/prompts.js': wrong})
    const said = compile(home)
    write(home, files)
    for (const word of ['"good"', '"town"', "'exists'"]) expect(said).to.contain(word)
  })

  it('has tests that pass', async () => {
    expect(await npmTest(home))
      .to.match(/^# pass 7$/m)
      .and.to.match(/^# fail 0$/m)
  })

  it('has JSON that is as in the package', () => {
    const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as object
    const shown = blocks.filter(({language}) => language === 'json')
    expect(shown).to.have.length(1)
    for (const {code} of shown) expect(manifest).to.deep.include(JSON.parse(code) as object)
  })

  it('names every field of a check and of a finding', () => {
    const contract = readFileSync(join(root, 'packages/contract/src/check.ts'), 'utf8')
    for (const type of ['interface Check<', 'interface Finding ']) {
      const body = contract.slice(contract.indexOf(type)).split('\n}')[0] ?? ''
      const fields = [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[:(]/gm)].map((match) => match[1] ?? '')
      expect(fields.length).to.be.greaterThan(5)
      expect(fields.filter((field) => !new RegExp(`^\\| \`${field}[\`(]`, 'm').test(page))).to.deep.equal([])
    }
  })
})

/** @returns what the compiler complains about; empty when nothing */
function compile(folder: string): string {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  try {
    execFileSync(process.execPath, [tsc, '-p', 'tsconfig.json'], {cwd: folder, env: environment(), stdio: 'pipe'})
    return ''
  } catch (error) {
    return String((error as {stdout: Buffer}).stdout)
  }
}
