import {isGtError, type Connection, type GtError} from '@gt-town/contract'
import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, readFileSync, rmSync, symlinkSync} from 'node:fs'
import {join} from 'node:path'
import {connectTo as connectByRegistry} from '../../../plugins/federation/src/adapters/connect-to.js'
import {LocalConnection} from '@gt-town/connection-local'
import {instance, setEnvironment, standInGcloud, whereIs, type StandIn} from '../../../test/support/gcloud.js'
import {startSshd, type Sshd} from '../../../test/support/sshd.js'
import {connectTo, gcpTarget} from './gcp-targets.js'

const asked = 'compute instances describe w1 --project=p --zone=us-west1-b --format=json --quiet'

describe('reaching an instance, with a stand-in gcloud', () => {
  let sshd: Sshd
  let gcloud: StandIn
  let undo: () => void
  before(async () => (sshd = await startSshd()))
  after(async () => sshd.stop())
  beforeEach(() => {
    gcloud = standInGcloud()
    undo = setEnvironment(gcloud.env)
  })
  afterEach(() => {
    undo()
    gcloud.remove()
  })

  it('that runs: at its external address, asked for once', async () => {
    gcloud.answer(instance())
    await using connection = connectTo(gcpTarget(sshd))
    expect(await echo(connection, 'one')).to.equal('one\n')
    expect(await echo(connection, 'two')).to.equal('two\n')
    expect(gcloud.calls()).to.deep.equal([asked])
  })
  it('those of one project that are asked for at the same time: by one call', async () => {
    const at = (name: string, changes: object = {}): object =>
      instance({name, zone: 'https://compute/v1/projects/p/zones/us-west1-b', ...changes})
    gcloud.list([at('w2', {status: 'TERMINATED'}), at('w1'), at('w3', {zone: 'https://x/zones/elsewhere'})])
    const names = ['w1', 'w2', 'w3', 'w4']
    const outcomes = await Promise.all(
      names.map(async (name) => {
        const place = {project: 'p', zone: 'us-west1-b', instance: name}
        await using connection = connectTo(gcpTarget(sshd, {machine: name, place}))
        return await echo(connection, name).catch((error: unknown) => (error as GtError).message)
      }),
    )
    expect(outcomes).to.deep.equal([
      'w1\n',
      'w2: Google Cloud says that it is switched off (TERMINATED)',
      ...['w3', 'w4'].map((name) => `${name}: there is no instance ${name} in zone us-west1-b of project p`),
    ])
    const wanted = 'compute instances list --project=p --filter=name=(w1 w2 w3 w4) --format=json --quiet'
    expect(gcloud.calls()).to.deep.equal([wanted])
  })
  it('that has no external address: at its internal one', async () => {
    gcloud.answer(instance({networkInterfaces: [{networkIP: '127.0.0.1'}]}))
    await using connection = connectTo(gcpTarget(sshd))
    expect(await echo(connection, 'inside')).to.equal('inside\n')
  })
  it('that has no address at all', async () => {
    gcloud.answer(instance({networkInterfaces: []}))
    const error = await failure(connectTo(gcpTarget(sshd)))
    expect([error.code, error.hint]).to.deep.equal([
      'GT_MACHINE_UNREACHABLE',
      "reach it through Google's proxy: add it with --iap",
    ])
  })
  for (const transport of ['ssh2', 'openssh', 'auto'] as const) {
    it(`through a tunnel, by ${transport}; it is closed with the connection`, async () => {
      gcloud.answer(instance({}, '192.0.2.1'))
      gcloud.tunnel(sshd)
      {
        await using connection = connectTo(gcpTarget(sshd, {iap: true, transport}))
        expect(await echo(connection, 'through')).to.equal('through\n')
        expect(tunnels(sshd)).to.have.length(1)
      }
      const tunnel = `compute start-iap-tunnel w1 ${sshd.port} --listen-on-stdin --project=p --zone=us-west1-b --verbosity=warning --quiet`
      expect(gcloud.calls()).to.deep.equal([asked, tunnel])
      await until(() => tunnels(sshd).length === 0)
    })
  }
  for (const [said, code, reason] of [
    ["Error while connecting [4003: 'failed to connect to backend'].", 'GT_MACHINE_UNREACHABLE', 'does not reach port'],
    ["Error while connecting [4033: 'not authorized'].", 'GT_AUTH_FAILED', 'may open no tunnel to w1'],
    ['Something else.', 'GT_MACHINE_UNREACHABLE', 'the tunnel ended: Something else.'],
  ] as const) {
    it(`through a tunnel that says ${said}`, async () => {
      gcloud.answer(instance())
      gcloud.tunnel(`echo "ERROR: (gcloud.compute.start-iap-tunnel) ${said}" >&2; exit 1`)
      const error = await failure(connectTo(gcpTarget(sshd, {iap: true})))
      expect(error.code).to.equal(code)
      expect(error.message).to.contain(reason)
    })
  }

  for (const status of ['TERMINATED', 'STOPPING', 'SUSPENDED']) {
    it(`that is ${status}: stopped, with the way to switch it on`, async () => {
      gcloud.answer(instance({status}))
      const error = await failure(connectTo(gcpTarget(sshd)))
      expect(error.code).to.equal('GT_MACHINE_STOPPED')
      const verb = status === 'SUSPENDED' ? 'resume' : 'start'
      expect(error.hint).to.contain(`gcloud compute instances ${verb} w1 --project=p --zone=us-west1-b`)
    })
  }
  it('that is still starting: not reached yet', async () => {
    gcloud.answer(instance({status: 'STAGING'}))
    expect((await failure(connectTo(gcpTarget(sshd)))).message).to.equal(
      'west: Google Cloud says that it is not ready (STAGING)',
    )
  })
  for (const [title, lines, code, reason] of [
    [
      'that is not there',
      "Could not fetch resource:\n - The resource 'projects/p/zones/us-west1-b/instances/w1' was not found",
      'GT_MACHINE_UNREACHABLE',
      'there is no instance w1 in zone us-west1-b of project p',
    ],
    [
      'that we may not look at',
      "Could not fetch resource:\n - Required 'compute.instances.get' permission for 'projects/p/zones/z/instances/w1'",
      'GT_AUTH_FAILED',
      "gcloud's account may not look at w1 in p (compute.instances.get)",
    ],
    [
      'without being logged in',
      'You do not currently have an active account selected.\nPlease run:\n\n  $ gcloud auth login',
      'GT_AUTH_FAILED',
      'gcloud is not logged in',
    ],
    ['when gcloud fails otherwise', 'gcloud crashed (OSError): disk', 'GT_GCLOUD_FAILED', 'gcloud crashed'],
  ] as const) {
    it(title, async () => {
      gcloud.describe(`cat >&2 <<'END'\nERROR: (gcloud.compute.instances.describe) ${lines}\nEND\nexit 1`)
      const error = await failure(connectTo(gcpTarget(sshd)))
      expect(error.code).to.equal(code)
      expect(error.message).to.contain(reason)
      expect(error.hint).to.be.a('string')
    })
  }
  for (const document of ['', 'hello', '[]', 'null', instance({id: '-oProxyCommand=x'}), instance({status: 7})]) {
    it(`when gcloud answers ${JSON.stringify(document)}`, async () => {
      gcloud.answer(document)
      expect((await failure(connectTo(gcpTarget(sshd)))).code).to.equal('GT_GCLOUD_FAILED')
    })
  }
  it('never at what is no address', async () => {
    gcloud.answer(instance({}, '-oProxyCommand=x'))
    const error = await failure(connectTo(gcpTarget(sshd, {connectTimeoutMs: 1500})))
    // The internal address is left, and nobody is there.
    expect(error.code).to.equal('GT_MACHINE_UNREACHABLE')
    expect(error.message).not.to.contain('ProxyCommand')
  })
  it('where gcloud is not installed', async () => {
    rmSync(join(gcloud.folder, 'bin/gcloud'))
    for (const name of ['flock', 'cat']) symlinkSync(whereIs(name) ?? '', join(gcloud.folder, 'bin', name))
    const restore = setEnvironment({PATH: join(gcloud.folder, 'bin')})
    try {
      const error = await failure(connectTo(gcpTarget(sshd)))
      expect(error.code).to.equal('GT_COMMAND_NOT_FOUND')
      expect(error.message).to.equal('west: gcloud is not installed or not on PATH')
    } finally {
      restore()
    }
  })
  it('when gcloud hangs: no longer than the deadline, and it is ended', async () => {
    gcloud.describe('echo $$ >pid', 'sleep 300')
    const started = performance.now()
    const error = await failure(connectTo(gcpTarget(sshd, {connectTimeoutMs: 1000})))
    expect(performance.now() - started).to.be.below(6000)
    expect([error.code, error.message]).to.deep.equal([
      'GT_MACHINE_UNREACHABLE',
      'west: gcloud did not answer within 1 s',
    ])
    expect(groupOf(Number(readFileSync(join(gcloud.folder, 'pid'), 'utf8')))).to.deep.equal([])
  })
  it('when gcloud asks: nobody answers, not even the terminal', async () => {
    gcloud.describe(
      'printf "Sign in? " >&2',
      'read -r answer && exit 0',
      '(: </dev/tty) 2>/dev/null && { echo "ERROR: a terminal" >&2; exit 1; }',
      'echo "ERROR: (gcloud) Reauthentication failed. cannot prompt during non-interactive execution." >&2; exit 1',
    )
    const error = await failure(connectTo(gcpTarget(sshd)))
    expect(error.code).to.equal('GT_AUTH_FAILED')
    expect(error.hint).to.equal('log in: gcloud auth login')
  })
  it('asks gcloud one thing at a time', async () => {
    gcloud.answer(instance())
    gcloud.describe(
      'mkdir busy || { echo "ERROR: two at a time" >&2; exit 1; }',
      'sleep 0.1',
      'rmdir busy',
      'cat answer',
    )
    // Of projects of their own: those of one are asked for together.
    const connections = Array.from({length: 4}, (_none, index) =>
      connectTo(gcpTarget(sshd, {place: {project: `p${index}`, zone: 'us-west1-b', instance: 'w1'}})),
    )
    const said = await Promise.all(connections.map(async (connection) => echo(connection, 'in turn')))
    for (const connection of connections) await connection[Symbol.asyncDispose]()
    expect(said).to.deep.equal(Array.from({length: 4}, () => 'in turn\n'))
  })
  it('where its turn does not come in time says so, and how to wait longer', async () => {
    gcloud.describe('echo $$ >pid', 'sleep 300')
    const busy = connectTo(gcpTarget(sshd))
    const failing = busy.readFile('/etc/hostname').catch((error: unknown) => error)
    await until(() => existsSync(join(gcloud.folder, 'pid')))
    const error = await failure(connectTo(gcpTarget(sshd, {connectTimeoutMs: 500})))
    expect([error.code, error.message]).to.deep.equal([
      'GT_MACHINE_UNREACHABLE',
      'west: other calls of gcloud did not end within 0.5 s',
    ])
    expect(error.hint).to.contain('--timeout 30')
    await busy[Symbol.asyncDispose]()
    await failing
  })
  it('closing ends a lookup under way', async () => {
    gcloud.describe('echo $$ >pid', 'sleep 300')
    const connection = connectTo(gcpTarget(sshd))
    const failing = connection.readFile('/etc/hostname').catch((error: unknown) => error)
    await until(() => existsSync(join(gcloud.folder, 'pid')))
    await connection[Symbol.asyncDispose]()
    expect(isGtError(await failing)).to.equal(true)
  })

  it('one that was switched off and on has another address', async () => {
    gcloud.answer(instance({}, '127.0.0.9'))
    const target = gcpTarget(sshd, {connectTimeoutMs: 5000})
    await using connection = connectTo(target)
    const error = await connection.readFile('/etc/hostname').catch((thrown: unknown) => thrown)
    expect(isGtError(error, 'GT_MACHINE_UNREACHABLE')).to.equal(true)
    gcloud.answer(instance())
    expect(await echo(connection, 'again')).to.equal('again\n')
  })
  it('one that was made anew under its name is another machine, and its key unknown', async () => {
    gcloud.answer(instance({id: '4712'}))
    expect((await failure(connectTo(gcpTarget(sshd)))).code).to.equal('GT_HOST_KEY_UNKNOWN')
  })
  it('takes the key that gcloud has made, where none is named', async () => {
    gcloud.answer(instance())
    const home = join(gcloud.folder, 'home')
    mkdirSync(join(home, '.ssh'), {recursive: true})
    symlinkSync(sshd.clientKey, join(home, '.ssh/google_compute_engine'))
    const restore = setEnvironment({HOME: home})
    try {
      await using connection = connectTo(gcpTarget(sshd, {keyPath: undefined}))
      expect(await echo(connection, 'in')).to.equal('in\n')
    } finally {
      restore()
    }
  })
  it('refuses names that somebody wrote into machines.json, before anything runs', () => {
    const settings = {type: 'gcp', gcp_project: 'p', gcp_zone: 'z', gcp_instance: 'w1;reboot'} as const
    let thrown: unknown
    try {
      connectByRegistry(new LocalConnection(), {machine: 'west', settings})
    } catch (error) {
      thrown = error
    }
    expect(isGtError(thrown, 'GT_CLOUD_NAME_INVALID')).to.equal(true)
    expect(gcloud.calls()).to.deep.equal([])
  })
})

async function echo(connection: Connection, word: string): Promise<string> {
  return (await connection.execute(['echo', word], {effect: 'read'})).stdout.toString()
}

async function failure(connection: Connection): Promise<GtError> {
  await using closing = connection
  const error = await closing.readFile('/etc/hostname').catch((thrown: unknown) => thrown)
  if (isGtError(error)) return error
  throw new Error(`no error of gt: ${String(error)}`)
}

/** Processes that pipe to this sshd. */
function tunnels({port}: Sshd): string[] {
  return processes().filter((line) => line.includes(`${port} 127.0.0.1`) && line.includes('require'))
}

function groupOf(pid: number): string[] {
  return processes().filter((line) => Number(line.trim().split(/\s+/)[1]) === pid && !line.includes('<defunct>'))
}

function processes(): string[] {
  return execFileSync('ps', ['-e', '-ww', '-o', 'pid=,pgid=,args='], {encoding: 'utf8'}).split('\n')
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('it did not become so')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
