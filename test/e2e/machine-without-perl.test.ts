import {expect} from 'chai'
import {existsSync, mkdirSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {startSshd, type Sshd} from '../support/sshd.js'
import {busyboxToolbox, makeToolbox, type Toolbox} from '../support/toolbox.js'
import {runCli, temporaryFolder} from './cli.js'
import {errorOf, inTown} from './in-town.js'
import {makeRepository} from './repositories.js'

/** Busybox, git and flock are all that is on these machines. */
describe('a machine without perl', function () {
  this.timeout(180_000)
  const folder = temporaryFolder('without-perl')
  const hub = join(folder.path, 'hub')
  const {gt, gtOk} = inTown(() => hub)
  const toolboxes: Toolbox[] = []
  const sshds: Sshd[] = []
  let west: string

  const machine = async (name: string, toolbox: Toolbox): Promise<string[]> => {
    toolboxes.push(toolbox)
    const sshd = await startSshd({path: toolbox.path})
    sshds.push(sshd)
    west = join(sshd.home, 'ai')
    const way = ['--host', sshd.host, '--port', String(sshd.port), '--key', sshd.clientKey, '--accept-new']
    return ['machine', 'add', name, ...way, '--workspace', west]
  }

  before(async () => {
    mkdirSync(hub)
    expect((await runCli(['install'], {cwd: hub})).code).to.equal(0)
  })
  after(async () => {
    for (const sshd of sshds) await sshd.stop()
    for (const toolbox of toolboxes) toolbox.remove()
    folder.remove()
  })

  it('is of no use where flock is missing too, and that is said', async () => {
    const nothing = makeToolbox(['sh', 'date', 'df', 'dirname', 'head', 'sed', 'tail'])
    const {missing} = (await gtOk(...(await machine('bare', nothing)))) as unknown as {missing: string[]}
    expect(missing).to.include('flock and perl are missing: nothing can be locked there')
    const {code, stdout} = await gt(['machine', 'status', 'bare', '--json'])
    const {machines} = JSON.parse(stdout) as {machines: {state: string; reasons: string[]}[]}
    expect([code, machines[0]?.state]).to.deep.equal([1, 'degraded'])
    expect(machines[0]?.reasons).to.include('flock and perl are missing: nothing can be locked there')
    const {code: error, message, hint} = errorOf((await gt(['install', '--machine', 'bare', '--json'])).stdout)
    expect({error, message, hint}).to.deep.equal({
      error: 'GT_REMOTE_LACKS',
      message: 'bare: neither perl nor flock is there',
      hint: 'install perl or flock (package util-linux) on bare',
    })
  })

  it('is added, and lacks nothing that files and locks need', async () => {
    const {missing} = (await gtOk(...(await machine('west', busyboxToolbox())))) as unknown as {missing: string[]}
    expect(missing).to.deep.equal(['tmux is missing: no session can run there'])
  })

  it('gets a town, a rig and a polecat', async () => {
    const url = makeRepository(join(folder.path, 'web.git'), [{'README.md': '# Web\n'}])
    await gtOk('install', '--machine', 'west')
    await gtOk('rig', 'add', 'web', url, '--machine', 'west')
    const {polecat} = await gtOk('polecat', 'add', 'west:web/happy')
    expect(polecat.path).to.equal(join(west, 'web/happy'))
    expect(existsSync(join(west, 'web/happy/README.md'))).to.equal(true)
  })

  it('is looked at and repaired by the doctor', async () => {
    rmSync(join(west, 'mayor/mail'), {recursive: true})
    rmSync(join(west, 'web/refinery/README.md'))
    const {code, stdout} = await gt(['doctor', '--machine', 'west', '--fix'])
    expect(stdout).to.include('✓ Mail directory exists (fixed)\n').and.to.include('✓ Refinery README exists (fixed)\n')
    expect(code).to.equal(0)
    const again = await gt(['doctor', '--machine', 'west'])
    expect(again.stdout).to.include('⚠ Machine west: tmux is missing: no session can run there\n')
    expect(again.stdout).to.include('Issues: 1 found, 0 fixed\n')
  })

  it('runs commands, and tells how they ended', async () => {
    const script = 'cat; echo err >&2; exit 7'
    const {code, stdout, stderr} = await gt(['machine', 'exec', 'west', '--', 'sh', '-c', script], {input: 'in'})
    expect({code, stdout, stderr}).to.deep.equal({code: 7, stdout: 'in', stderr: 'err\n'})
    expect((await gt(['machine', 'exec', 'west', '--', 'no-such-command'])).code).to.equal(127)
    expect((await gt(['machine', 'exec', 'west', '--', 'sh', '-c', 'kill -9 $$'])).code).to.equal(137)
    expect((await gt(['machine', 'exec', 'west', '--timeout', '1', '--', 'sleep', '60'])).code).to.equal(124)
  })
})
