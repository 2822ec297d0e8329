import {expect} from 'chai'
import {renameSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {runCli, temporaryFolder} from './cli.js'
import {inTown} from './in-town.js'
import {makeRepository} from './repositories.js'
import {copyTree} from '../support/copy-tree.js'

describe('the state of a rig', () => {
  let folder = {path: '', remove: (): void => undefined}
  let town = ''
  const {gt, gtOk} = inTown(() => town)
  const config = (): string => join(town, 'web/.gastown/config.json')

  before(async () => {
    folder = temporaryFolder('rig-states')
    const url = makeRepository(join(folder.path, 'web.git'), [{'a.txt': 'a\n'}])
    town = join(folder.path, 'whole')
    await runCli(['install', town], {cwd: folder.path})
    await gtOk('rig', 'add', 'web', url)
  })
  after(() => folder.remove())
  beforeEach(() => {
    town = join(folder.path, 'town')
    rmSync(town, {recursive: true, force: true})
    copyTree(join(folder.path, 'whole'), town)
  })

  const states: readonly (readonly [what: string, damage: () => void, state: string, finding: string | undefined])[] = [
    ['whole', () => undefined, 'ok', undefined],
    [
      'whose configuration is broken',
      () => writeFileSync(config(), '{"type": "rig",'),
      'config invalid: line 1, column 16: property name expected',
      '✗ web: Config of the rig web invalid: web/.gastown/config.json, line 1, column 16: property name expected\n',
    ],
    [
      'whose configuration is wrong',
      () => writeFileSync(config(), '{"type": "rig", "git_url": 1}'),
      'config invalid: line 1, column 28: git_url must be string',
      '✗ web: Config of the rig web invalid: web/.gastown/config.json, line 1, column 28: git_url must be string\n',
    ],
    [
      'without configuration',
      () => rmSync(config()),
      'config missing',
      '✗ web: Config of the rig web missing: web/.gastown/config.json\n',
    ],
    [
      'whose folder is gone',
      () => renameSync(join(town, 'web'), join(folder.path, `gone-${Date.now()}`)),
      'folder missing',
      '✗ web: Missing folder of the rig web\n',
    ],
    [
      'that is not registered',
      () => writeFileSync(join(town, 'mayor/state.json'), '{"version": 1, "projects": {}}\n'),
      'not registered',
      '✗ web: The rig web is not registered\n',
    ],
  ]
  for (const [what, damage, state, finding] of states) {
    it(`${what}: gt rig list, gt status and gt doctor say the same`, async () => {
      damage()
      const row = new RegExp(String.raw`^web +\d +\S+ +${state.replaceAll('.', String.raw`\.`)}$`, 'm')
      expect((await gt(['rig', 'list'])).stdout).to.match(row)
      expect((await gt(['status', '--all'])).stdout).to.match(row)
      const needs = state === 'ok' ? 'nothing needs you' : `rig web: ${state} gt doctor --rig web`
      expect((await gt(['status'])).stdout.replaceAll(/\s+/g, ' ')).to.include(needs)
      const {rigs} = (await gtOk('rig', 'list')) as unknown as {rigs: {state: string}[]}
      expect(rigs.map((rig) => rig.state)).to.deep.equal([state])
      const {stdout} = await gt(['doctor'])
      if (finding === undefined) expect(stdout).not.to.match(/^[✗⚠]/m)
      else expect(stdout).to.include(finding)
      if (finding?.startsWith('✗')) expect(stdout).to.match(/Issues: [1-9]/)
    })
  }

  it('gt rig remove of one whose folder is gone says so, and the town is whole again', async () => {
    rmSync(join(town, 'web'), {recursive: true})
    rmSync(join(town, 'mayor/rigs/web'), {recursive: true})
    const {code, stdout} = await gt(['rig', 'remove', 'web'])
    expect(stdout).to.equal(`Removed rig web from the registry\n  ${town}/web is not there\n`)
    expect(code).to.equal(0)
    expect((await gt(['doctor'])).code).to.equal(0)
  })
})
