import {expect} from 'chai'
import {readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {runCli, temporaryFolder} from './cli.js'
import {inTown} from './in-town.js'
import {makeRepository} from './repositories.js'
import {copyTree} from '../support/copy-tree.js'
import {few} from '../support/rounds.js'

const files = {
  config: 'mayor/config.json',
  state: 'mayor/state.json',
  machines: 'mayor/machines.json',
  rig: 'app/.gastown/config.json',
  refinery: 'app/refinery/state.json',
  boss: 'mayor/boss/state.json',
}

describe('JSON that people edit', () => {
  let shared = {path: '', remove: (): void => undefined}
  let project = ''
  let town = ''
  let remove = (): void => undefined

  before(async () => {
    shared = temporaryFolder('hand-edited')
    project = makeRepository(join(shared.path, 'small.git'), [{'a.txt': 'a\n'}])
    const made = join(shared.path, 'town')
    await runCli(['install', made], {cwd: shared.path})
    expect(await runCli(['rig', 'add', 'app', project], {cwd: made})).to.include({code: 0})
    writeFileSync(
      join(made, files.machines),
      '{\n  "version": 1,\n  "machines": {\n    "east": {"type": "ssh", "ssh_host": "e", "ssh_port": 22, "mine": [1]}\n  }\n}\n',
    )
  })
  after(() => shared.remove())
  beforeEach(() => {
    const made = temporaryFolder('hand-edited-town')
    remove = made.remove
    town = join(made.path, 'town')
    copyTree(join(shared.path, 'town'), town)
  })
  afterEach(() => remove())

  const {gt} = inTown(() => town)
  const read = (file: string): string => readFileSync(join(town, file), 'utf8')
  const write = (file: string, data: string | Uint8Array): void => writeFileSync(join(town, file), data)
  const ok = async (...args: string[]): Promise<string> => {
    const {code, stdout, stderr} = await gt(args)
    expect({code, stderr}, args.join(' ')).to.deep.equal({code: 0, stderr: ''})
    return stdout
  }
  /** What `--fix` prints; all is well afterwards. */
  const fixed = async (): Promise<string> => {
    const {code, stdout} = await gt(['doctor', '--fix'])
    expect(code, stdout).to.equal(0)
    expect(await ok('doctor', '--only', 'workspace', '--strict')).to.contain('Issues: 0 found')
    return stdout
  }
  const originalOf = (file: string): string => {
    const folder = join(town, file, '..')
    const [name = '', ...more] = readdirSync(folder).filter((one) => one.includes('.json.corrupt-'))
    expect(more).to.deep.equal([])
    return readFileSync(join(folder, name), 'latin1')
  }
  const comment = (file: string): void => {
    write(file, `// mine\n${read(file).replace(/\n\}\n$/, ', /* last */\n}\n')}`)
  }

  it('commands read it without a word, the doctor warns of each file once, and --fix writes it strictly', async () => {
    const before = Object.values(files).map((file) => JSON.parse(read(file)) as object)
    Object.values(files).forEach(comment)
    expect(await ok('rig', 'list')).to.match(/app .* ok/)
    expect(await ok('status', '--all')).to.contain('app')
    expect(await ok('machine', 'list')).to.contain('e:22')
    const report = await ok('doctor')
    expect(report.match(/^⚠ .* has comments or trailing commas/gm)).to.have.length(6)
    expect((await gt(['doctor', '--strict'])).code).to.equal(1)
    const told = await fixed()
    expect(told.match(/every key is kept; the original is \S+\.json\.corrupt-\w+$/gm)).to.have.length(6)
    expect(Object.values(files).map((file) => JSON.parse(read(file)) as object)).to.deep.equal(before)
  })

  it('commands that change it keep comments, commas, order and indentation', async () => {
    write(
      files.machines,
      '// hub\n{\n    "mine": 1, // m\n    "version": 1,\n    "machines": {\n        // the east\n        "east": {"type": "ssh", "ssh_host": "e",}, // about east\n        /* end */\n    },\n}\n',
    )
    const before = read(files.machines)
    await gt(['machine', 'add', 'west', '--host', 'w', '--no-verify'])
    expect(read(files.machines)).to.equal(
      before.replace(
        'about east\n',
        'about east\n        "west": {\n            "type": "ssh",\n            "ssh_host": "w"\n        },\n',
      ),
    )
    await ok('machine', 'remove', 'west')
    expect(read(files.machines)).to.equal(before)

    comment(files.state)
    const state = read(files.state)
    expect(await gt(['rig', 'add', 'two', project])).to.include({code: 0})
    for (const part of ['// mine\n', ', /* last */\n}\n']) expect(read(files.state)).to.contain(part)
    await ok('rig', 'remove', 'two')
    expect(read(files.state)).to.equal(state)
  })

  it('a comma that is missing costs nothing', async () => {
    write(files.machines, read(files.machines).replace('"e",', '"e"'))
    const broken = read(files.machines)
    expect(await fixed()).to.contain('every key is kept; the original is mayor/machines.json.corrupt-')
    expect(JSON.parse(read(files.machines))).to.have.nested.property('machines.east.ssh_port', 22)
    expect(originalOf(files.machines)).to.equal(broken)
  })

  it('names what it drops, and where the original is', async () => {
    write(files.machines, '{"version":1,"machines":{"east":{"type":"ssh"},"west":{"type":"ssh","ssh_host":"w')
    expect(await fixed()).to.match(
      /dropped machines\.east, machines\.west(\.ssh_host)?; the original is mayor\/machines\.json\.corrupt-\w+\n/,
    )
    const {stdout} = await gt(['doctor', '--fix', '--json'])
    expect(stdout).to.contain('"fixed": 0')
  })

  it('a byte order mark is called that', async () => {
    write(files.config, `\ufeff${read(files.config)}`)
    expect(await ok('doctor')).to.contain('⚠ Workspace config begins with a byte order mark (BOM): mayor/config.json\n')
    await ok('status')
    await fixed()
    expect(read(files.config)).to.match(/^\{/)
  })

  it('a key that stands twice is a warning, and no command changes the wrong one', async () => {
    const state = read(files.state)
    write(files.state, state.replace('"projects"', '"projects": {"old": {"git_url": "x"}},\n  "projects"'))
    expect(await ok('doctor')).to.contain('⚠ Workspace state has a key more than once: projects: mayor/state.json')
    const {code, stderr} = await gt(['rig', 'remove', 'app'])
    expect([code, stderr]).to.deep.equal([3, stderr])
    expect(stderr).to.contain('projects.app stands more than once')
    expect(await fixed()).to.match(/dropped projects\.old; the original is mayor\/state\.json\.corrupt-/)
  })

  const end = (text: string, more: string): string => text.trimEnd().replace(/\}$/, more)
  const broken: Record<string, [(text: string) => string | Uint8Array, RegExp, RegExp]> = {
    'bare keys': [(text) => text.replaceAll(/"(\w+)":/g, '$1:'), /invalid symbol/, /every key is kept/],
    'single quotes': [(text) => text.replaceAll('"', "'"), /invalid symbol/, /every key is kept/],
    'NUL bytes at the end': [(text) => end(text, '\0\0\0'), /invalid symbol/, /every key is kept/],
    'a NUL byte in a string': [(text) => end(text, ', "q": "\0"}'), /invalid character/, /dropped q;/],
    'bytes of Latin-1': [(text) => Buffer.from(end(text, ', "q": "\u00fc"}'), 'latin1'), /not UTF-8/, /dropped q;/],
    'the end missing': [(text) => end(text, ', "q": "x'), /unexpected end of string/, /dropped q;/],
    'a brace too many': [(text) => `${text}}, "q": 1}`, /end of file expected/, /dropped q;/],
    'nesting without end': [(text) => end(text, `, "q": ${'['.repeat(100_000)}`), /nested too deeply/, /dropped q;/],
    'more than 4 MiB': [(text) => end(text, `, "q": "${'x'.repeat(5e6)}"}`), /larger than 4 MiB/, /dropped q;/],
    'a million keys': [
      (text) => end(text, `, ${Array.from({length: 1e6}, (_, at) => `"${at}":1`).join()}}`),
      /larger than 4 MiB/,
      /dropped \d+ more;/,
    ],
  }
  const kinds = Object.keys(files) as (keyof typeof files)[]
  Object.entries(broken).forEach(([what, [damage, problem, told]], index) => {
    // Each file has its turn, and those of two plugins are tried with all.
    const chosen = [...new Set([kinds[index % kinds.length] ?? 'state', 'machines'] as const)].slice(
      // A file of many megabytes takes seconds.
      few && ['more than 4 MiB', 'a million keys'].includes(what) ? -1 : 0,
    )
    for (const kind of chosen) {
      it(`${files[kind]} with ${what} is a finding, and is repaired`, async () => {
        const before = JSON.parse(read(files[kind])) as object
        const data = damage(read(files[kind]))
        write(files[kind], data)
        const {code, stdout} = await gt(['doctor'])
        expect([code, stdout]).to.deep.equal([1, stdout])
        expect(stdout).to.match(problem)
        expect(await fixed()).to.match(told)
        expect(JSON.parse(read(files[kind]))).to.deep.include(before)
        expect(originalOf(files[kind]) === Buffer.from(data).toString('latin1')).to.equal(true)
      })
    }
  })
})
