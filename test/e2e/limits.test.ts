import {expect} from 'chai'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import type {Report} from '../../plugins/doctor/src/domain/report/report.js'
import {startBlackHole} from '../support/black-hole.js'
import {runCli, temporaryFolder, type CliResult} from './cli.js'
import {errorOf} from './in-town.js'
import {addMachines} from './remote-town.js'

/** How much later than said a command may end. */
const slackMs = 6000

describe('the limits of time', function () {
  this.timeout(60_000)
  const folder = temporaryFolder('limits')
  const hub = join(folder.path, 'hub')

  /** @returns also how long it took, in ms */
  async function timed(...words: string[]): Promise<CliResult & {ms: number}> {
    const started = performance.now()
    return {...(await runCli(words, {cwd: hub})), ms: performance.now() - started}
  }

  before(async () => expect((await runCli(['install', hub, '--no-git'], {cwd: folder.path})).code).to.equal(0))
  after(() => folder.remove())

  it('end gt rig add, which leaves nothing behind', async () => {
    await using hole = await startBlackHole()
    const {code, stdout, ms} = await timed(
      'rig',
      'add',
      'x',
      `git://127.0.0.1:${hole.port}/x`,
      '--timeout',
      '2',
      '--json',
    )
    expect([code, errorOf(stdout).code]).to.deep.equal([3, 'GT_TIMEOUT'])
    expect(errorOf(stdout).hint).to.contain('--timeout')
    expect(ms).to.be.within(2000, 2000 + slackMs)
    expect(existsSync(join(hub, 'x'))).to.equal(false)
  })

  it('end gt doctor, which reports what it knows', async () => {
    await using hole = await startBlackHole()
    const west = {type: 'ssh', ssh_host: '127.0.0.1', ssh_port: hole.port, workspace: '/there'} as const
    addMachines(hub, {west}, [])
    const words = ['doctor', '--machine', 'local', '--machine', 'west', '--deadline', '2s', '--json']
    const {code, stdout, ms} = await timed(...words)
    const {results} = JSON.parse(stdout) as Report
    expect(code).to.equal(3)
    expect(ms).to.be.below(2000 + slackMs)
    expect(results.filter(({machine}) => machine === 'west').map(({id}) => id)).to.deep.equal([
      'doctor/machine-reached',
    ])
    expect(results.filter(({machine}) => machine === undefined).length).to.be.above(5)
  })

  it('are told apart from what is no time', async () => {
    for (const words of [
      ['doctor', '--deadline', 'soon'],
      ['rig', 'add', 'x', '/nowhere', '--timeout', '-1'],
    ]) {
      expect((await timed(...words)).code, words.join(' ')).to.equal(2)
    }
  })
})
