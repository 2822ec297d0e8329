import {expect} from 'chai'
import {lstatSync, readdirSync, rmSync, type BigIntStats} from 'node:fs'
import {join} from 'node:path'
import {runCli, temporaryFolder, type CliResult} from './cli.js'
import {copyOf, damage, entriesOf, makeTown} from './damaged-town.js'

interface Planned {
  action: string
  path?: string
  argv?: string[]
}
interface Result {
  id: string
  rig?: string
  status: string
  message: string
  planned?: Planned[]
  plan_problem?: string
}

describe('gt doctor --dry-run', function () {
  this.timeout(300_000)
  let folder = ''
  let remove = (): void => undefined
  let healthy = ''
  before(async () => {
    ;({path: folder, remove} = temporaryFolder('dry-run'))
    healthy = await makeTown(folder)
  })
  after(() => remove())

  const results = async (town: string, ...args: string[]): Promise<Result[]> => {
    const {stdout} = await runCli(['doctor', ...args, '--json'], {cwd: town})
    return (JSON.parse(stdout) as {results: Result[]}).results
  }

  it('writes nothing: bytes, modes and times of the whole town stay, ctime too', async () => {
    const town = damage(copyOf(healthy, 'still'))
    const before = entriesOf(town)
    const facts = timesOf(town)
    for (const args of [['--dry-run'], ['--fix', '--dry-run'], ['-n', '--json']]) {
      const {code} = await runCli(['doctor', ...args], {cwd: town})
      expect(code).to.equal(1)
    }
    expect(timesOf(town)).to.deep.equal(facts)
    expect(entriesOf(town)).to.deep.equal(before)
    expect(readdirSync(join(town, 'mayor'))).not.to.include('doctor')
  })

  it('says below each problem what would be done, and at the end that it was not', async () => {
    const town = copyOf(healthy, 'text')
    rmSync(join(town, 'mayor/mail'), {recursive: true})
    rmSync(join(town, 'web/refinery/rig'), {recursive: true})
    const {stdout, code} = await runCli(['doctor', '--dry-run'], {cwd: town})
    expect(stdout).to.include('✗ Missing mayor/mail/\n    would make mayor/mail/\n')
    expect(stdout).to.match(/✗ Missing refinery\/rig\/ clone\n(?: {4}would make \S+\n)* {4}would run git clone .*\n/)
    expect(stdout).to.match(/\n\nIssues: 2 found, 0 fixed\nDry run: \d+ changes in 2 fixes, nothing was written\n$/)
    expect(code).to.equal(1)
  })

  it('plans what --fix then does', async () => {
    const town = damage(copyOf(healthy, 'plan'))
    const planned = await results(town, '--dry-run')
    const fixed = await results(town, '--fix')
    const names = (list: Result[], isSo: (result: Result) => boolean): string[] =>
      list.filter(isSo).map(({id, rig}) => `${id} ${rig ?? ''}`)
    expect(names(planned, (result) => result.planned !== undefined)).to.deep.equal(
      names(fixed, ({status}) => status === 'fixed'),
    )
    expect(planned.filter((result) => result.plan_problem !== undefined)).to.deep.equal([])
    expect(planned.filter(({status}) => status === 'fixed')).to.deep.equal([])
    const made = planned
      .flatMap((result) => result.planned ?? [])
      .filter(({action, path = ''}) => action === 'make' && !/staging|\.corrupt-/.test(path))
    for (const {path = ''} of made) expect(() => lstatSync(path), path).not.to.throw()
  })

  it('looks at what a fix would bring before it plans what needs it', async () => {
    const town = copyOf(healthy, 'chain')
    rmSync(join(town, 'web/refinery'), {recursive: true})
    const look = await results(town)
    const ofRefinery = look.filter(({id}) => id.startsWith('workspace/refinery'))
    const told = ofRefinery.map(({id, status, message}) => `${id} ${status} ${message}`)
    expect(told).to.deep.equal([
      'workspace/refinery fail Missing refinery/',
      ...['readme', 'state', 'lock', 'clone'].map((name) => `workspace/refinery-${name} skip needs workspace/refinery`),
      'workspace/refinery-branch skip needs workspace/refinery-clone',
    ])
    const planned = await results(town, '--dry-run')
    const actions = planned.flatMap(({id, planned: list}) => (list ?? []).map(({action}) => `${id} ${action}`))
    expect(actions).to.include.members(['workspace/refinery make', 'workspace/refinery-readme make'])
    expect(actions).to.include('workspace/refinery-clone run')
    // One run repairs the cause and then all that was held up by it.
    const fixed = await results(town, '--fix')
    expect(fixed.filter(({id}) => id.startsWith('workspace/refinery')).map(({status}) => status)).to.deep.equal([
      ...['fixed', 'fixed', 'fixed', 'fixed', 'fixed', 'pass'],
    ])
  })

  it('ends well in a healthy town', async () => {
    const {stdout, code}: CliResult = await runCli(['doctor', '--dry-run'], {cwd: healthy})
    expect(stdout).to.match(/\nIssues: 0 found, 0 fixed\nDry run: 0 changes in 0 fixes, nothing was written\n$/)
    expect(code).to.equal(0)
  })
})

/** Of every entry, without following links. */
function timesOf(folder: string): Record<string, string> {
  const facts: Record<string, string> = {}
  const visit = (path: string): void => {
    const {mtimeNs, ctimeNs, mode, ino}: BigIntStats = lstatSync(path, {bigint: true})
    facts[path] = [mtimeNs, ctimeNs, mode, ino].join(' ')
    if (lstatSync(path).isDirectory()) for (const name of namesIn(path)) visit(join(path, name))
  }
  visit(folder)
  return facts
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
