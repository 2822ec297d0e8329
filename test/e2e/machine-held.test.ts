import {expect} from 'chai'
import {execFileSync, spawnSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {makePlace} from '../../packages/connection-ssh/test/ssh-subject.js'
import {startSshd, type Sshd} from '../support/sshd.js'
import {bin, environment, runCli, temporaryFolder, type CliResult} from './cli.js'
import {addMachines, wayTo} from './remote-town.js'
import {skipBecause} from './skip-because.js'
import {enter, openTerminal} from './terminal.js'

describe('connections that are kept between commands', function () {
  this.timeout(60_000)
  const folder = temporaryFolder('held')
  const hub = join(folder.path, 'hub')
  // A path of a socket is short.
  const env = {GT_HOLD: undefined, XDG_RUNTIME_DIR: folder.path}
  let sshd: Sshd

  const gt = async (...words: string[]): Promise<CliResult> => runCli(words, {cwd: hub, env})
  const logins = (): number => sshd.log().match(/Accepted publickey/g)?.length ?? 0
  const holders = (): string[] =>
    execFileSync('ps', ['-eo', 'pid,args'], {encoding: 'utf8'})
      .split('\n')
      .filter((line) => line.includes(join(folder.path, 'gt', 'hold-')))

  before(async () => {
    sshd = await startSshd()
    expect((await runCli(['install', hub, '--no-git'], {cwd: folder.path})).code).to.equal(0)
    addMachines(hub, {east: wayTo(sshd), west: wayTo(sshd)}, [sshd])
  })
  after(async () => {
    for (const line of holders()) process.kill(Number.parseInt(line, 10), 'SIGTERM')
    await sshd.stop()
    folder.remove()
  })

  it('are none where only what is here is looked at, in continuous integration, or where the user says so', async () => {
    for (const words of [
      ['doctor', 'checks'],
      ['machine', 'list'],
      ['rig', 'list'],
      ['machine', 'disconnect'],
    ]) {
      expect((await gt(...words)).code, words.join(' ')).to.equal(0)
    }
    expect((await gt('machine', 'exec', 'west', '--no-hold', '--', 'true')).code).to.equal(0)
    const inCi = await runCli(['machine', 'exec', 'west', '--', 'true'], {cwd: hub, env: {...env, CI: 'true'}})
    expect(inCi.code).to.equal(0)
    addMachines(hub, {east: wayTo(sshd), west: {...wayTo(sshd), hold: false}}, [sshd])
    expect((await gt('machine', 'exec', 'west', '--', 'true')).code).to.equal(0)
    addMachines(hub, {east: wayTo(sshd), west: wayTo(sshd)}, [sshd])
    expect(holders()).to.deep.equal([])
  })

  it('serve one command after the other, until they are ended', async () => {
    await gt('machine', 'exec', 'west', '--', 'true')
    const before = logins()
    expect(holders()).to.have.length(1)
    for (const words of [
      ['exec', 'west', '--', 'true'],
      ['status', 'west'],
      ['exec', 'west', '--json', '--', 'true'],
    ]) {
      expect((await gt('machine', ...words)).code, words.join(' ')).to.equal(0)
    }
    expect(logins()).to.equal(before)
    expect((await gt('machine', 'disconnect', 'west')).stdout).to.equal('Disconnected from west\n')
    expect((await gt('machine', 'disconnect')).stdout).to.equal('No connection is kept.\n')
    expect((await gt('machine', 'connect', 'west', 'east', '--for', '1h')).stdout).to.equal(
      'Connected to east, for 1h\nConnected to west, for 1h\n',
    )
    expect(logins()).to.equal(before + 2)
    expect((await gt('machine', 'exec', '--all', '--', 'true')).code).to.equal(0)
    expect(logins()).to.equal(before + 2)
  })

  it('make gt machine exec do the same as without them', async () => {
    const commands: (readonly string[])[] = [
      ['west', '--', 'sh', '-c', 'echo out; echo err >&2; exit 7'],
      ['west', '--', 'printf', '%s|', 'a b', "it's", '$HOME', '*', 'ü\n'],
      ['west', '--', 'sh', '-c', 'kill -9 $$'],
      ['west', '--', 'gt-no-such-program'],
      ['west', '--', '/etc/passwd'],
      ['west', '--timeout', '1', '--', 'sleep', '30'],
      ['east', 'west', '--', 'sh', '-c', 'printf a; exit 3'],
      ['--all', '--gather', '--', 'echo', 'same'],
      ['w*', '--', 'pwd'],
      ['w*', '--', 'head', '-c', '300000', '/dev/zero'],
      ['nowhere', '--', 'true'],
      ['west'],
    ]
    for (const words of commands) {
      const [kept, anew] = [
        await gt('machine', 'exec', ...words),
        await runCli(['machine', 'exec', ...words], {cwd: hub}),
      ]
      expect(inOrder(kept), words.join(' ')).to.deep.equal(inOrder(anew))
    }
  })

  it('end quietly when the reader of the output leaves, and say that a disk is full', async () => {
    for (const [redirection, wanted] of [
      ['| head -1', {status: 0, stdout: 'y\n', stderr: ''}],
      ['>/dev/full', {status: 3, stdout: '', stderr: /GT_OUTPUT_FAILED/}],
    ] as const) {
      const line = `"$0" "$1" machine exec west -- ${redirection.startsWith('|') ? 'yes' : 'echo y'} ${redirection}`
      const settings = {cwd: hub, env: {...environment(), GT_HOLD: 'on', XDG_RUNTIME_DIR: folder.path}}
      const {status, stdout, stderr} = spawnSync('sh', ['-c', line, process.execPath, bin], {
        ...settings,
        encoding: 'utf8',
      })
      expect([status, stdout]).to.deep.equal([wanted.status, wanted.stdout])
      if (typeof wanted.stderr === 'string') expect(stderr).to.equal(wanted.stderr)
      else expect(stderr).to.match(wanted.stderr)
    }
  })

  it('are not used with a host key that is not trusted any more', async () => {
    expect((await gt('machine', 'exec', 'west', '--', 'true')).code).to.equal(0)
    addMachines(hub, {east: wayTo(sshd), west: wayTo(sshd)}, [{...sshd, knownHosts: []}])
    const {code, stderr} = await gt('machine', 'exec', 'west', '--', 'true')
    expect([code, stderr]).to.satisfy(
      ([exit, text]: [number, string]) => exit === 255 && text.includes('GT_HOST_KEY_UNKNOWN'),
    )
    addMachines(hub, {east: wayTo(sshd), west: wayTo(sshd)}, [sshd])
  })

  it('end at the deadline where the holder has stopped meanwhile', async () => {
    await gt('machine', 'exec', 'west', '--', 'true')
    const [holder = ''] = holders()
    for (const words of [
      ['--timeout', '2'],
      ['--timeout', '2', '--json'],
    ]) {
      const mark = join(folder.path, `runs${words.length}`)
      const started = performance.now()
      const running = gt('machine', 'exec', 'west', ...words, '--', 'sh', '-c', `touch ${mark}; exec sleep 60`)
      while (!existsSync(mark)) await sleep(20)
      process.kill(Number.parseInt(holder, 10), 'SIGSTOP')
      try {
        const {code, stdout, stderr} = await running
        expect([code, stdout + stderr]).to.satisfy(
          ([exit, text]: [number, string]) => exit === 124 && text.includes('it may still run on west'),
        )
        expect(performance.now() - started).to.be.below(2000 + 1000 + 5000)
      } finally {
        process.kill(Number.parseInt(holder, 10), 'SIGCONT')
      }
    }
  })

  it('are not said to be kept where nobody keeps them', async () => {
    await gt('machine', 'exec', 'west', '--', 'true')
    const [holder = ''] = holders()
    process.kill(Number.parseInt(holder, 10), 'SIGSTOP')
    try {
      const {code, stderr} = await gt('machine', 'connect', 'west')
      expect([code, stderr]).to.satisfy(([exit, text]: [number, string]) => exit === 3 && text.includes('GT_NOT_KEPT'))
    } finally {
      process.kill(Number.parseInt(holder, 10), 'SIGCONT')
    }
    expect((await gt('machine', 'connect', 'local')).code).to.equal(2)
  })

  it('are opened by a password that is typed once', async function () {
    if (process.getuid?.() !== 0) skipBecause(this, 'only root can make an account with a password')
    const factors = ['PasswordAuthentication yes', 'AuthenticationMethods publickey,password']
    const place = await makePlace({config: factors, password: 'correct horse'})
    try {
      addMachines(hub, {two: {...wayTo(place.sshd), ssh_user: place.user}}, [place.sshd])
      const refused = await gt('machine', 'exec', 'two', '--', 'echo', 'in')
      expect([refused.code, refused.stdout]).to.deep.equal([255, ''])
      expect(refused.stderr).to.include('GT_AUTH_FAILED').and.to.include('gt machine connect two')
      const terminal = openTerminal(['machine', 'connect', 'two', '--for', '1h'], {cwd: hub, env})
      await terminal.shows(`${place.user}@127.0.0.1's password: `)
      terminal.type(`correct horse${enter}`)
      await terminal.shows('Connected to two, for 1h')
      expect([await terminal.ended, terminal.everything.includes('correct')]).to.deep.equal([0, false])
      expect(await gt('machine', 'exec', 'two', '--', 'echo', 'in')).to.include({code: 0, stdout: 'in\n', stderr: ''})
      expect((await gt('machine', 'status', 'two')).code).to.equal(0)
    } finally {
      await gt('machine', 'disconnect')
      await place.dispose()
    }
  })
})

/** Lines of several machines come as they end. */
function inOrder({stdout, ...rest}: CliResult): CliResult {
  return {...rest, stdout: stdout.split('\n').sort().join('\n')}
}
