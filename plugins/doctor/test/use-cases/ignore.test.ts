import {fail, pass, skip, warn, type DoctorCheck} from '@gt-town/contract'
import {expect} from 'chai'
import {summarize, type Diagnosis} from '../../src/domain/report/diagnosis.js'
import {exitCodeOf} from '../../src/domain/report/exit-code.js'
import {toReport} from '../../src/domain/report/report.js'
import {checkNamed, environmentCheck, rigCheck} from '../fake-checks.js'
import {FakeTown, linesOf} from './fake-town.js'

const failing = async () => Promise.resolve(fail('broken'))
const odd = async () => Promise.resolve(warn('odd'))
const reason = 'known'
const own = 'doctor/ignore-list'

/** The lines that are no pass, with a mark at those that are ignored. */
function told(diagnosis: Diagnosis): string[] {
  const ignored = toReport(diagnosis).results.map((result) =>
    result.ignored ? ` (ignored: ${result.ignored.reason})` : '',
  )
  return linesOf(diagnosis)
    .map((line, index) => `${line}${ignored[index]}`)
    .filter((line) => !line.startsWith('pass'))
}

async function diagnose(
  ignore: unknown,
  checks: DoctorCheck[],
  options: Parameters<FakeTown['diagnose']>[1] = {},
  town = townThatIgnores(ignore),
): Promise<Diagnosis> {
  return town.diagnose(checks, {skip: [], only: ['acme/*', own], ...options})
}

function townThatIgnores(ignore: unknown): FakeTown {
  const workspace = {root: '/town', configDir: 'mayor', doctorSettings: {ignore}} as const
  return new FakeTown(undefined, {locate: async () => Promise.resolve({found: true, workspace})})
}

describe('the ignore list', () => {
  it('takes what it names out of issues and exit code, and keeps its status', async () => {
    const diagnosis = await diagnose(
      [
        {id: 'acme/fails', reason},
        {id: 'acme/rig', target: 'beads', reason, until: '2999-01-01'},
      ],
      [checkNamed('acme/fails', {run: failing}), rigCheck('acme/rig', {run: odd})],
    )
    expect(told(diagnosis)).to.deep.equal([
      'fail acme/fails: broken (ignored: known)',
      'warn acme/rig@beads: odd (ignored: known)',
      'warn acme/rig@gastown: odd',
    ])
    expect(summarize(diagnosis)).to.include({checks: 4, failed: 0, warned: 1, issues: 1, ignored: 2})
    expect([exitCodeOf(diagnosis, {strict: false}), exitCodeOf(diagnosis, {strict: true})]).to.deep.equal([0, 1])
  })

  for (const id of ['acme/a', 'acme', 'ac*', 'ACME/?']) {
    it(`means by ${id} what --only means by it`, async () => {
      const checks = [checkNamed('acme/a', {run: failing, category: 'Acme'})]
      expect(told(await diagnose([{id, reason}], checks))).to.deep.equal(['fail acme/a: broken (ignored: known)'])
    })
  }

  it('is no reason to call well what could not be told', async () => {
    const diagnosis = await diagnose(
      [{id: 'acme/*', reason}],
      [
        checkNamed('acme/throws', {run: async () => Promise.reject(new Error('boom'))}),
        checkNamed('acme/hangs', {run: async () => new Promise(() => undefined), timeoutMs: 30}),
      ],
    )
    expect(told(diagnosis)).to.deep.equal(['error acme/throws: boom', 'timeout acme/hangs: took longer than 0.03 s'])
    expect(exitCodeOf(diagnosis, {strict: false})).to.equal(3)
  })

  it('keeps --fix from what it names, and leaves what requires it skipped', async () => {
    const write = rigCheck('acme/made', {
      run: async ({connection, rig}) =>
        (await connection.fileExists(`${rig.path}/made`)) ? pass() : fail(`no ${rig.name}/made`),
      fix: async ({connection, rig}) => connection.writeFile(`${rig.path}/made`, ''),
    })
    const needs = rigCheck('acme/needs', {requires: ['acme/made']})
    const ignore = [{id: 'acme/made', target: 'beads', reason}]
    const town = townThatIgnores(ignore)
    expect(told(await diagnose(ignore, [write, needs], {fix: true}, town))).to.deep.equal([
      'fail acme/made@beads: no beads/made (ignored: known)',
      'skip acme/needs@beads: needs acme/made',
      'fixed acme/made@gastown: acme/made holds',
    ])
    expect(await town.connection.fileExists('/town/beads/made')).to.equal(false)
  })

  it('warns of entries that make no sense, are over, name nothing or ignore nothing', async () => {
    const ignore = [
      {id: 'acme/fine'},
      {id: 'acme/bad', reason, until: '2001-01-01'},
      {id: 'acme/fien', reason},
      {id: 'acme/rig', target: 'baeds', reason},
      {id: 'acme/fine', reason},
      {id: 'acme/bad', target: 'beads', reason},
      {id: 'acme/rig', target: 'beads', reason},
    ]
    const checks = [checkNamed('acme/fine'), checkNamed('acme/bad', {run: failing}), rigCheck('acme/rig')]
    expect(told(await diagnose(ignore, checks))).to.deep.equal([
      'fail acme/bad: broken',
      `warn ${own}: Ignore list: doctor.ignore[0] gives no reason for acme/fine`,
      `warn ${own}: Ignore list: acme/bad was ignored until 2001-01-01, which is over`,
      `warn ${own}: Ignore list: acme/fien matches no check and no category`,
      `warn ${own}: Ignore list: acme/rig of baeds names no rig of this town`,
      `warn ${own}: Ignore list: acme/fine ignores nothing: all is well there`,
      `warn ${own}: Ignore list: acme/bad of beads never applies: that check does not look at single rigs`,
      `warn ${own}: Ignore list: acme/rig of beads ignores nothing: all is well there`,
    ])
  })

  it('calls no entry useless as long as not all it means was looked at', async () => {
    const checks = [
      checkNamed('acme/fine'),
      checkNamed('acme/deep', {deep: true}),
      environmentCheck('acme/skips', {run: async () => Promise.resolve(skip('no such tool'))}),
      checkNamed('acme/throws', {run: async () => Promise.reject(new Error('boom'))}),
      rigCheck('acme/rig'),
    ]
    const entry = (id: string) => ({id, reason})
    const quiet = async (ids: string[], options: Parameters<FakeTown['diagnose']>[1] = {}) =>
      expect(told(await diagnose(ids.map(entry), checks, options)).filter((line) => line.includes(own))).to.deep.equal(
        [],
      )
    await quiet(['acme/deep', 'acme/skips', 'acme/throws', 'acme/*'])
    await quiet(['acme/fine', 'acme/rig'], {only: [own]})
    await quiet(['acme/rig'], {rig: 'beads', only: ['acme/rig', own]})
  })

  for (const ignore of [7, null, 'workspace/config', {id: 'acme/fine', reason}]) {
    it(`survives ${JSON.stringify(ignore)} in its place`, async () => {
      expect(told(await diagnose(ignore, [checkNamed('acme/fine')]))).to.deep.equal([
        `warn ${own}: Ignore list: doctor.ignore is not a list`,
      ])
    })
  }

  it('may ignore what is said of itself', async () => {
    const ignore = [
      {id: own, reason},
      {id: 'acme/fien', reason},
    ]
    expect(told(await diagnose(ignore, [checkNamed('acme/fine')]))).to.deep.equal([
      `warn ${own}: Ignore list: acme/fien matches no check and no category (ignored: known)`,
    ])
  })
})
