import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {mkdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {environment, runCli, temporaryFolder, type CliResult} from '../cli.js'
import {few} from '../../support/rounds.js'
import {makeRepository} from '../repositories.js'
import {runWarm} from './warm-processes.js'

interface Line {
  words: string
  env?: Readonly<Record<string, string>>
  cwd?: string
}

describe('gt in a warm process', function () {
  this.timeout(180_000)
  const folder = temporaryFolder('warm')
  const [town, kept, other] = ['ai', 'kept', 'other'].map((name) => join(folder.path, name)) as [string, string, string]
  after(folder.remove)

  /** These leave the town as it is. */
  const looks: readonly Line[] = [
    ...['status', 'status --json', 'rig list', 'rig show web --json', 'rig show wbe', 'polecat list web --json'],
    ...['machine list', 'doctor', 'doctor --quiet', 'doctor --dry-run', 'doctor checks', 'doctor undo --json'],
    ...['doctor explain workspace/config', 'schema doctor', 'schema doctr', 'install', 'instal', 'instal --json'],
    ...['rig add', 'status --twon x', 'polecat remove web/nobody --json', 'rig remove web --delete'],
    ...['machine exec west -- true', 'machine shell west', 'help', 'rig add --help'],
  ].map((words): Line => ({words}))
  const elsewhere: readonly Line[] = [
    {words: 'status', env: {GT_TOWN_ROOT: '/nowhere'}},
    {words: 'doctor', env: {HOME: folder.path}},
    {words: 'doctor --only workspace/git', env: {PATH: '/nonexistent'}},
    {words: 'status', env: {GIT_DIR: '/nonexistent', GT_TOWN_ROOT: town}, cwd: folder.path},
    {words: 'rig list', cwd: folder.path},
    {words: 'rig list', cwd: join(town, 'web/happy')},
  ]
  /** Each stands on the one before. */
  const changes: readonly Line[] = [
    {words: `install ${other} --name Other`, cwd: folder.path},
    {words: 'doctor --fix'},
    {words: `rig add api ${join(folder.path, 'web.git')}`},
    {words: 'polecat add api/sad --branch topic'},
    {words: 'polecat remove web/happy --json'},
    {words: 'polecat remove web/happy --force'},
    {words: 'machine add west --host 127.0.0.1 --no-verify'},
    {words: 'rig remove api'},
    {words: 'rig adopt api --json'},
    {words: 'status'},
  ]

  before(async () => {
    const url = makeRepository(join(folder.path, 'web.git'), [{'a.txt': 'a\n'}])
    for (const words of [
      `install ${town}`,
      `rig add web ${url} --town ${town}`,
      `polecat add web/happy --town ${town}`,
    ]) {
      expect((await alone({words, cwd: folder.path})).code).to.equal(0)
    }
    writeFileSync(join(town, 'web/happy/notes.txt'), 'mine\n')
    rmSync(join(town, 'mayor/mail'), {recursive: true})
    mkdirSync(kept)
    await alone({words: 'doctor'})
    execFileSync('cp', ['-a', town, kept])
  })

  it('prints and ends as in a process of its own, in any order', async () => {
    const lines = [...looks.filter((_, index) => !few || index % 12 === 0), ...elsewhere]
    const expected = new Map<Line, CliResult>()
    for (const line of lines) expected.set(line, masked(await alone(line)))
    for (const order of few ? [[...lines].reverse()] : [lines, [...lines].reverse()]) {
      for (const line of order) expect(masked(await warm(line)), line.words).to.deep.equal(expected.get(line))
    }
  })

  it('changes a town as a process of its own does', async () => {
    const told: CliResult[][] = []
    for (const run of [alone, warm]) {
      for (const path of [town, other]) rmSync(path, {recursive: true, force: true})
      execFileSync('cp', ['-a', join(kept, 'ai'), town])
      const results: CliResult[] = []
      for (const line of changes.slice(0, few ? 5 : 10)) results.push(masked(await run(line)))
      told.push(results)
    }
    expect(told[1]).to.deep.equal(told[0])
    expect(told[0]?.map(({code}) => code)).to.deep.equal([0, 0, 0, 0, 1, 0, 0, 0, 0, 0].slice(0, few ? 5 : 10))
  })

  async function alone({words, env = {}, cwd = town}: Line): Promise<CliResult> {
    return runCli(words.split(' '), {cwd, env, alone: true})
  }

  async function warm({words, env, cwd = town}: Line): Promise<CliResult> {
    const answer = await runWarm({argv: words.split(' '), cwd, env: {...environment(), ...env}})
    return answer ?? expect.fail('no warm process is free')
  }
})

/** What depends on when it was run: names of saved work, and how long ago something was. */
function masked(result: CliResult): CliResult {
  return {...result, stdout: result.stdout.replaceAll(/\d{4}-\d\d-\d\dT[\d-]+Z|just now|\d+ min ago/g, 'TIME')}
}
