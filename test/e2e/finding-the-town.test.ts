import {expect} from 'chai'
import {chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {runCli, temporaryFolder, type CliOptions, type CliResult} from './cli.js'
import {skipBecause} from './skip-because.js'
import {noBounds, unprivileged} from './unprivileged.js'

describe('finding the town', () => {
  let root = ''
  let remove = (): void => undefined
  const rigList = async (cwd: string, args: string[] = [], options: Partial<CliOptions> = {}): Promise<CliResult> =>
    runCli(['rig', 'list', ...args], {cwd, ...options})

  beforeEach(async () => {
    ;({path: root, remove} = temporaryFolder('finding'))
    for (const [town, rig] of [
      ['one', 'beads'],
      ['two', 'web'],
    ] as const) {
      expect((await runCli(['install', town, '--no-git'], {cwd: root})).code).to.equal(0)
      mkdirSync(join(root, town, rig, '.gastown'), {recursive: true})
      mkdirSync(join(root, town, rig, 'happy/src'), {recursive: true})
      writeFileSync(join(root, town, rig, '.gastown/config.json'), '{"type":"rig","git_url":"https://example.org/x"}')
    }
  })
  afterEach(() => remove())

  /** Which town answers, told by its only rig. */
  const answers = async (cwd: string, args: string[] = [], options: Partial<CliOptions> = {}): Promise<string> => {
    const {stdout} = await rigList(cwd, [...args, '--json'], options)
    const document = JSON.parse(stdout) as {rigs?: {name: string}[]; error?: {code: string}}
    return document.error?.code ?? document.rigs?.map(({name}) => name).join() ?? ''
  }

  it('gt rig list, deep in a rig', async () => {
    expect(await answers(join(root, 'one/beads/happy/src'))).to.equal('beads')
    expect(await answers(join(root, 'one/mayor'))).to.equal('beads')
  })

  it('gt rig list, through a link into a town', async () => {
    symlinkSync(join(root, 'two/web'), join(root, 'one/link'))
    expect(await answers(join(root, 'one/link/happy'))).to.equal('web')
  })

  it('gt rig list --town DIR: before GT_TOWN_ROOT, before the current folder', async () => {
    const one = join(root, 'one')
    expect(await answers(one, ['--town', join(root, 'two')], {env: {GT_TOWN_ROOT: one}})).to.equal('web')
    expect(await answers(one, ['--town', '../two'])).to.equal('web')
    expect(await answers(one, ['--town=~/two'], {env: {HOME: root}})).to.equal('web')
    expect(await answers(one, [], {env: {GT_TOWN_ROOT: join(root, 'two')}})).to.equal('web')
    expect(await answers(one, [], {env: {GT_TOWN_ROOT: '~/two', HOME: root}})).to.equal('web')
    expect(await answers(one, [], {env: {GT_TOWN_ROOT: ''}})).to.equal('beads')
  })

  it('gt rig list --town DIR: that folder, none above it', async () => {
    const {code, stderr} = await rigList(root, ['--town', join(root, 'one/beads')])
    expect(code).to.equal(3)
    expect(stderr).to.equal(
      `Error: no town here: looked in ${root}/one/beads [GT_TOWN_NOT_FOUND]\nNext: make one with gt install, or name one with --town DIR\n`,
    )
    expect(await answers(root, ['--town', ''])).to.equal('GT_USAGE')
  })

  it('gt rig list, where there is none', async () => {
    const {code, stdout, stderr} = await rigList(root)
    expect(code).to.equal(3)
    expect(stdout).to.equal('')
    expect(stderr).to.equal(
      `Error: no town here: looked in ${root} and every folder above it [GT_TOWN_NOT_FOUND]\nNext: make one with gt install, or name one with --town DIR\n`,
    )
  })

  it('gt rig list, where the install was never completed', async () => {
    rmSync(join(root, 'one/mayor/config.json'))
    const {code, stderr} = await rigList(join(root, 'one/beads'))
    expect(code).to.equal(3)
    expect(stderr).to.contain(`${root}/one/mayor/config.json is missing: gt install ${root}/one completes it`)
  })

  it('gt rig list, where a file is corrupt', async () => {
    writeFileSync(join(root, 'one/mayor/state.json'), '{\n  "version": 1,\n  "projects": [\n}')
    const state = await rigList(join(root, 'one'))
    expect(state.code).to.equal(3)
    expect(state.stderr).to.contain(`${root}/one/mayor/state.json is corrupt, line 4, column 1: `)
    writeFileSync(join(root, 'one/mayor/config.json'), '{\n  "type": "workspace",\n  "version": "1"\n}')
    const config = await rigList(join(root, 'one/beads/happy'))
    expect(config.code).to.equal(3)
    expect(config.stderr).to.contain(`${root}/one/mayor/config.json is corrupt, line `)
  })

  it('gt rig list, where the configuration may not be read', async function () {
    const wrapper = unprivileged()
    if (!wrapper) skipBecause(this, noBounds)
    chmodSync(root, 0o755)
    chmodSync(join(root, 'one/mayor/config.json'), 0o000)
    expect(await answers(join(root, 'one'), [], {wrapper, env: {HOME: '/nonexistent'}})).to.equal(
      'GT_PERMISSION_DENIED',
    )
  })

  it('gt rig list, in a folder that was deleted', async () => {
    const cwd = join(root, 'one/gone')
    mkdirSync(cwd)
    const wrapper = ['sh', '-c', 'rmdir "$0"; exec "$@"', cwd]
    const {code, stderr} = await rigList(cwd, [], {wrapper})
    expect(code).to.equal(3)
    expect(stderr).to.contain('the current folder does not exist any more').and.contain('--town DIR')
    mkdirSync(cwd)
    expect(await answers(cwd, ['--town', join(root, 'two')], {wrapper})).to.equal('web')
    mkdirSync(cwd)
    expect(await answers(cwd, [], {wrapper, env: {GT_TOWN_ROOT: join(root, 'two')}})).to.equal('web')
  })
})
