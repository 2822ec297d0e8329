import {expect} from 'chai'
import {execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, readFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout} from 'node:timers/promises'
import {instance, standInGcloud, whereIs} from '../support/gcloud.js'
import {startSshd, type Sshd} from '../support/sshd.js'
import {bin, environment, runCli, temporaryFolder, type CliResult} from './cli.js'
import {skipBecause} from './skip-because.js'

describe('a machine of type gcp', function () {
  this.timeout(180_000)
  const folder = temporaryFolder('gcp')
  const [town, there] = [join(folder.path, 'ai'), join(folder.path, 'there')]
  const gcloud = standInGcloud()
  const gt = async (...words: string[]): Promise<CliResult> => runCli(words, {cwd: town, env: gcloud.env})
  let sshd: Sshd

  before(async () => {
    sshd = await startSshd()
    for (const place of [town, there]) {
      expect((await runCli(['install', place, '--no-git'], {cwd: folder.path})).code).to.equal(0)
    }
  })
  beforeEach(() => {
    gcloud.answer(instance({}, '192.0.2.1'))
    gcloud.tunnel(sshd)
  })
  after(async () => {
    await sshd.stop()
    gcloud.remove()
    folder.remove()
  })

  it('is added through a tunnel, with the key of its host under its id', async () => {
    const where = ['--type', 'gcp', '--project', 'p', '--zone', 'us-west1-b', '--instance', 'w1', '--iap']
    const login = ['--port', String(sshd.port), '--key', sshd.clientKey, '--workspace', there]
    const words = ['machine', 'add', 'west', ...where, ...login]
    const unknown = JSON.parse((await gt(...words, '--json')).stdout)
    expect(unknown.error.code).to.equal('GT_HOST_KEY_UNKNOWN')
    const {code, stdout} = await gt(...words, '--fingerprint', sshd.fingerprint)
    expect([code, stdout.split(', with')[0]]).to.deep.equal([
      0,
      `Added machine west (p/us-west1-b/w1:${sshd.port} (iap))`,
    ])
    expect(JSON.parse(readFileSync(join(town, 'mayor/machines.json'), 'utf8')).machines.west).to.deep.equal({
      type: 'gcp',
      workspace: there,
      gcp_project: 'p',
      gcp_zone: 'us-west1-b',
      gcp_instance: 'w1',
      gcp_iap: true,
      ssh_key_path: sshd.clientKey,
      ssh_port: sshd.port,
    })
    expect(readFileSync(join(town, 'mayor/known_hosts'), 'utf8')).to.match(/^compute\.4711 ssh-ed25519 \S+\n$/)
  })
  it('is healthy while it runs', async () => {
    const {machines} = JSON.parse((await gt('machine', 'status', '--json', '--timeout', '30')).stdout)
    expect(machines[0]).to.include({name: 'west', type: 'gcp', state: 'healthy', error: null})
  })
  it('is stopped where Google says so, with the way to switch it on', async () => {
    gcloud.answer(instance({status: 'TERMINATED'}))
    const {code, stdout} = await gt('machine', 'status')
    expect(code).to.equal(1)
    expect(stdout).to.match(/^west +stopped /m)
    expect(stdout).to.contain('west: Google Cloud says that it is switched off (TERMINATED)')
    expect(stdout).to.contain('Next: switch it on: gcloud compute instances start w1 --project=p --zone=us-west1-b')
    const run = await gt('machine', 'exec', 'west', '--', 'true')
    expect(run.code).to.equal(255)
    expect(run.stderr).to.contain('switched off')
  })
  it('runs commands', async () => {
    expect(await gt('machine', 'exec', 'west', '--', 'sh', '-c', 'echo there; exit 7')).to.deep.include({
      code: 7,
      stdout: 'there\n',
      stderr: '',
    })
  })
  it('opens a shell in a terminal, in its town', async function () {
    if (whereIs('script') === undefined || process.platform !== 'linux')
      skipBecause(this, 'script of util-linux is not here')
    const line = `'${process.execPath}' '${bin}' machine shell west`
    const child = spawn('script', ['-qec', line, '/dev/null'], {
      cwd: town,
      env: {...environment(), ...gcloud.env, SHELL: '/bin/sh'},
    })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stdin.write('pwd; echo $((40 + 2)); exit 7\n')
    const [code] = (await once(child, 'close')) as [number]
    expect([code, said.includes(there), said.includes('42')], said).to.deep.equal([7, true, true])
  })
  it('is looked at and repaired by the doctor', async () => {
    rmSync(join(there, 'mayor/mail'), {recursive: true})
    const {code, stdout} = await gt('doctor', '--machine', 'west', '--fix')
    expect(code, stdout).to.equal(0)
    expect(existsSync(join(there, 'mayor/mail'))).to.equal(true)
  })
  it('that is switched off is one line of the doctor', async () => {
    gcloud.answer(instance({status: 'TERMINATED'}))
    const {code, stdout} = await gt('doctor', '--machine', 'west')
    expect(code).to.equal(3)
    expect(stdout).to.contain('switched off (TERMINATED)')
  })
  it('leaves no tunnel behind', async () => {
    const tunnels = (): string[] =>
      execFileSync('ps', ['-e', '-ww', '-o', 'args='], {encoding: 'utf8'})
        .split('\n')
        .filter((words) => words.includes(`${sshd.port} 127.0.0.1`))
    const deadline = Date.now() + 10_000
    while (tunnels().length > 0 && Date.now() < deadline) await setTimeout(50)
    expect(tunnels()).to.deep.equal([])
  })
  it('refuses names that cannot be', async () => {
    const words = ['machine', 'add', 'east', '--type', 'gcp', '--project', 'p', '--zone', 'z;id', '--json']
    expect(JSON.parse((await gt(...words)).stdout).error.code).to.equal('GT_CLOUD_NAME_INVALID')
  })
})
