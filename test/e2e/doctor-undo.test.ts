import {expect} from 'chai'
import {appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {runCli, temporaryFolder, type CliOptions, type CliResult} from './cli.js'
import {copyOf, damage, entriesOf, makeTown} from './damaged-town.js'
import {errorOf} from './in-town.js'
import {rounds} from '../support/rounds.js'
import {expectHealthy} from './towns.js'

interface Runs {
  runs: {id: string; state: string; fixed: number; failed: number; changes: number; options: string[]}[]
}

describe('gt doctor undo', function () {
  this.timeout(600_000)
  let folder = ''
  let remove = (): void => undefined
  let healthy = ''
  before(async () => {
    ;({path: folder, remove} = temporaryFolder('undo'))
    healthy = await makeTown(folder)
  })
  after(() => remove())

  const doctor = async (town: string, ...args: string[]): Promise<CliResult> => runCli(['doctor', ...args], {cwd: town})
  const runs = async (town: string): Promise<Runs['runs']> =>
    (JSON.parse((await doctor(town, 'runs', '--json')).stdout) as Runs).runs

  it('gives back the tree as it was before --fix, and says so in gt doctor runs', async () => {
    const town = damage(copyOf(healthy, 'whole'))
    const before = entriesOf(town)
    expect((await doctor(town, '--fix')).code).to.equal(0)
    const [run] = await runs(town)
    expect(run).to.deep.include({state: 'complete', failed: 0, options: ['--fix']})
    expect(run?.fixed).to.be.at.least(7)
    const {stdout, code} = await doctor(town, 'undo')
    expect(stdout).to.match(/^Undid \d{8}T\d{6}Z-[0-9a-f]{4}: \d+ changes taken back\n$/)
    expect(code).to.equal(0)
    expect(entriesOf(town)).to.deep.equal(before)
    expect((await runs(town)).map(({state}) => state)).to.deep.equal(['undone'])
    expect((await doctor(town, '--fix')).code).to.equal(0)
    await expectHealthy(town)
  })

  it('takes a broken clone back from the trash, and says so where that was emptied', async () => {
    const town = copyOf(healthy, 'trashed')
    const head = join(town, 'web/refinery/rig/.git/HEAD')
    writeFileSync(head, '')
    const before = entriesOf(town)
    await doctor(town, '--fix')
    expect(readFileSync(head, 'utf8')).to.equal('ref: refs/heads/main\n')
    expect(await doctor(town, 'undo')).to.include({code: 0})
    expect(entriesOf(town)).to.deep.equal(before)

    await doctor(town, '--fix')
    await runCli(['trash', 'empty', '--all', '--yes'], {cwd: town})
    const fixed = entriesOf(town)
    const refused = await doctor(town, 'undo')
    expect(refused.code).to.equal(1)
    expect(refused.stdout).to.match(/mayor\/trash\/\S+~web~refinery\/refinery is gone\n/)
    expect(entriesOf(town)).to.deep.equal(fixed)
  })

  it('refuses where something was changed since, names it, and takes back the rest only with --partial', async () => {
    const town = copyOf(healthy, 'changed')
    rmSync(join(town, 'mayor/mail'), {recursive: true})
    rmSync(join(town, 'web/refinery/README.md'))
    writeFileSync(join(town, 'mayor/boss/state.json'), '{')
    rmSync(join(town, 'web/refinery/rig'), {recursive: true})
    await doctor(town, '--fix')
    writeFileSync(join(town, 'mayor/mail/letter'), 'new')
    appendFileSync(join(town, 'web/refinery/README.md'), 'mine\n')
    writeFileSync(join(town, 'web/refinery/rig/work'), 'not committed\n')
    const fixed = entriesOf(town)

    const refused = await doctor(town, 'undo')
    expect(refused.code).to.equal(1)
    expect(refused.stdout).to.equal(
      [
        'Changed since the fix:',
        '  mayor/mail holds letter, which the fix did not make',
        '  web/refinery/README.md was changed',
        '  web/refinery/rig was changed',
        refused.stdout.trimEnd().split('\n').at(-1),
        '',
      ].join('\n'),
    )
    expect(refused.stdout).to.match(/\nNothing was undone of \S+\. Run it with --partial to undo everything else\.\n$/)
    expect(entriesOf(town)).to.deep.equal(fixed)

    const partial = await doctor(town, 'undo', '--partial')
    expect(partial.code).to.equal(1)
    expect(readFileSync(join(town, 'mayor/boss/state.json'), 'utf8')).to.equal('{')
    expect(existsSync(join(town, 'mayor/mail/letter'))).to.equal(true)
    expect(readFileSync(join(town, 'web/refinery/rig/work'), 'utf8')).to.equal('not committed\n')
    expect((await runs(town)).map(({state}) => state)).to.deep.equal(['partly undone'])
  })

  it('leaves an older run alone where a newer one touched the same', async () => {
    const town = copyOf(healthy, 'older')
    writeFileSync(join(town, 'mayor/boss/state.json'), '{')
    await doctor(town, '--fix')
    const rebuilt = readFileSync(join(town, 'mayor/boss/state.json'))
    writeFileSync(join(town, 'mayor/boss/state.json'), '[')
    await doctor(town, '--fix')
    const [newer, older] = await runs(town)
    const {stdout, code} = await doctor(town, 'undo', older?.id ?? '')
    expect(stdout).to.include(`  mayor/boss/state.json was changed again by ${newer?.id}\n`)
    expect(code).to.equal(1)
    expect((await doctor(town, 'undo')).code).to.equal(0)
    expect((await doctor(town, 'undo')).code).to.equal(1)
    writeFileSync(join(town, 'mayor/boss/state.json'), rebuilt)
    expect((await doctor(town, 'undo')).code).to.equal(0)
    expect(readFileSync(join(town, 'mayor/boss/state.json'), 'utf8')).to.equal('{')
  })

  it('knows its runs, and says what it would do', async () => {
    const town = copyOf(healthy, 'names')
    const none = await doctor(town, 'undo', '--json')
    expect(errorOf(none.stdout).code).to.equal('GT_NOTHING_TO_UNDO')
    expect(none.code).to.equal(1)
    expect(existsSync(join(town, 'mayor/doctor'))).to.equal(false)
    rmSync(join(town, 'mayor/mail'), {recursive: true})
    await doctor(town, '--fix')
    const [run] = await runs(town)
    const unknown = await doctor(town, 'undo', `${run?.id.slice(0, -1)}x`, '--json')
    expect(unknown.code).to.equal(2)
    expect(errorOf(unknown.stdout)).to.include({code: 'GT_RUN_NOT_FOUND', hint: `did you mean ${run?.id}?`})
    const dry = await doctor(town, 'undo', '--dry-run')
    expect(dry.stdout).to.equal(`would remove mayor/mail\nDry run of ${run?.id}: nothing was written\n`)
    expect(existsSync(join(town, 'mayor/mail'))).to.equal(true)
  })

  it('keeps every --fix of several at once, one after the other', async () => {
    const town = damage(copyOf(healthy, 'many'))
    const before = entriesOf(town)
    const all = await Promise.all(Array.from({length: 4}, async () => doctor(town, '--fix')))
    expect(all.map(({code}) => code)).to.deep.equal([0, 0, 0, 0])
    await expectHealthy(town)
    for (const {id} of await runs(town)) expect((await doctor(town, 'undo', id)).code).to.equal(0)
    expect(entriesOf(town)).to.deep.equal(before)
  })

  it('gives the same tree after --fix was killed at any moment, or lets --fix go on', async () => {
    const lines = journalLines((await fixedTown('count')).town)
    for (const [index, moment] of momentsOf(lines, rounds(1, 10)).entries()) {
      const town = damage(copyOf(healthy, `fix-${moment}`))
      const before = entriesOf(town)
      await killed(town, ['--fix'], moment)
      const again = index % 3 === 0 ? copyOf(town, `again-${moment}`) : undefined
      const [run] = await runs(town)
      if (run) {
        const undone = await doctor(town, 'undo', run.id)
        expect(undone.stdout + undone.stderr).to.match(/^Undid/)
      }
      expect(entriesOf(town), `killed at line ${moment} of ${lines}`).to.deep.equal(before)
      rmSync(town, {recursive: true})
      if (again === undefined) continue
      const {code, stdout} = await doctor(again, '--fix')
      expect(code, stdout).to.equal(0)
      rmSync(again, {recursive: true})
    }
  })

  it('completes an undo that was killed at any moment', async () => {
    const {town: fixed, before} = await fixedTown('fixed')
    const lines = journalLines(fixed)
    for (const moment of [2, 9, 20, 1, 5, 14, 27].slice(0, rounds(1, 7)).map((more) => lines + more)) {
      const town = copyOf(fixed, `undo-${moment}`)
      await killed(town, ['undo'], moment)
      const [run] = await runs(town)
      if (run?.state !== 'undone') {
        const {code, stdout, stderr} = await doctor(town, 'undo')
        expect(code, stdout + stderr).to.equal(0)
      }
      expect(entriesOf(town), `killed at line ${moment}`).to.deep.equal(before)
      rmSync(town, {recursive: true})
    }
  })

  /** A town that was damaged, and repaired by an undisturbed run. */
  async function fixedTown(name: string): Promise<{town: string; before: Record<string, string>}> {
    const town = damage(copyOf(healthy, name))
    const before = entriesOf(town)
    expect((await doctor(town, '--fix')).code).to.equal(0)
    return {town, before}
  }

  async function killed(town: string, args: string[], lines: number): Promise<void> {
    const options: Partial<CliOptions> = {endWhen: () => journalLines(town) >= lines}
    await runCli(['doctor', ...args], {cwd: town, ...options})
  }
})

function momentsOf(lines: number, count: number): number[] {
  return Array.from({length: count}, (_, index) => 1 + Math.floor((index * (lines - 1)) / count))
}

function journalLines(town: string): number {
  const folder = join(town, 'mayor/doctor/runs')
  try {
    const [run = ''] = readdirSync(folder)
    return readFileSync(join(folder, run, 'journal.jsonl'), 'utf8')
      .split('\n')
      .filter(Boolean).length
  } catch {
    return 0
  }
}
