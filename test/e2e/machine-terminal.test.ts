import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {appendFileSync, existsSync, mkdirSync, readFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {fingerprintOf, makeKey, startSshd, type Sshd} from '../support/sshd.js'
import {startTcpProxy} from '../support/tcp-proxy.js'
import {runCli, temporaryFolder} from './cli.js'
import {errorOf} from './in-town.js'
import {addMachines, wayTo} from './remote-town.js'
import {ctrlC, ctrlD, enter, openTerminal, type Terminal} from './terminal.js'

describe('gt machine in a terminal', function () {
  this.timeout(120_000)
  const folder = temporaryFolder('terminal')
  const town = join(folder.path, 'ai')
  const [registryFile, trustedFile] = [join(town, 'mayor/machines.json'), join(town, 'mayor/known_hosts')]
  const machines = (): Record<string, object> =>
    (JSON.parse(readFileSync(registryFile, 'utf8')) as {machines: Record<string, object>}).machines
  const open = (...words: string[]): Terminal => openTerminal(['machine', ...words], {cwd: town})
  const add = (changes: {key?: string; port?: number} = {}): string[] => {
    const {key = sshd.clientKey, port = sshd.port} = changes
    return ['add', 'west', '--host', sshd.host, '--port', String(port), '--key', key]
  }
  let sshd: Sshd

  before(async () => {
    sshd = await startSshd()
    expect((await runCli(['install', town, '--no-git'], {cwd: folder.path})).code).to.equal(0)
  })
  beforeEach(() => {
    addMachines(town, {}, [])
    rmSync(trustedFile)
  })
  after(async () => {
    await sshd.stop()
    folder.remove()
  })

  describe('add asks about an unknown host key, and', () => {
    for (const [answer, keys, code, error] of [
      ['no', `no${enter}`, 3, 'GT_HOST_KEY_UNKNOWN'],
      ['y', `y${enter}`, 3, 'GT_HOST_KEY_UNKNOWN'],
      ['Ctrl-C', ctrlC, 130, 'GT_ABORTED'],
      ['the end of the input', ctrlD, 3, 'GT_ABORTED'],
    ] as const) {
      it(`adds and writes nothing on ${answer}`, async () => {
        const terminal = open(...add())
        await terminal.shows(`shows the ssh-ed25519 key\n                   ${sshd.fingerprint}\n`)
        await terminal.shows('Trust this key? (yes/no) ')
        terminal.type(keys)
        await terminal.shows(`[${error}]`)
        expect(await terminal.ended).to.equal(code)
        expect([machines(), existsSync(trustedFile)]).to.deep.equal([{}, false])
      })
    }

    it('takes the question back when the machine is gone meanwhile', async () => {
      const proxy = await startTcpProxy(sshd)
      try {
        const terminal = open(...add({port: proxy.port}))
        await terminal.shows('Trust this key? (yes/no) ')
        proxy.cut()
        await terminal.shows('[GT_MACHINE_UNREACHABLE]')
        expect(await terminal.ended).to.equal(3)
        expect([machines(), existsSync(trustedFile)]).to.deep.equal([{}, false])
      } finally {
        await proxy.close()
      }
    })

    it('trusts it for the town on yes', async () => {
      const terminal = open(...add())
      await terminal.shows('Trust this key? (yes/no) ')
      terminal.type(`yes${enter}`)
      await terminal.shows('Added machine west')
      expect(await terminal.ended).to.equal(0)
      expect(Object.keys(machines())).to.deep.equal(['west'])
      expect(readFileSync(trustedFile, 'utf8')).to.equal(`${sshd.knownHosts[0] ?? ''}\n`)
    })
  })

  describe('trust shows the key that it has and the one that was trusted, and', () => {
    let old: string
    let question: string
    beforeEach(() => {
      const key = makeKey(join(sshd.folder, `old-${oddSeconds()}`), 'ed25519')
      const [type, blob] = readFileSync(`${key}.pub`, 'utf8').split(' ')
      old = `[${sshd.host}]:${sshd.port} ${type} ${blob}`
      question = `${sshd.fingerprint}\nTrusted so far:    ${fingerprintOf(key)}\n`
      addMachines(town, {west: wayTo(sshd)}, [{...sshd, knownHosts: [old]}])
    })
    for (const [answer, code] of [
      ['no', 3],
      ['yes', 0],
    ] as const) {
      it(`${answer === 'yes' ? 'replaces' : 'keeps'} that one on ${answer}`, async () => {
        const terminal = open('trust', 'west')
        await terminal.shows(question)
        await terminal.shows('(yes/no) ')
        terminal.type(`${answer}${enter}`)
        expect(await terminal.ended).to.equal(code)
        const wanted = answer === 'yes' ? sshd.knownHosts[0] : old
        expect(readFileSync(trustedFile, 'utf8')).to.equal(`${wanted}\n`)
      })
    }
  })

  describe('asks for the passphrase of a key', () => {
    const passphrase = 'open sesame'
    let key: string
    before(() => {
      key = makeKey(join(sshd.folder, 'locked'), 'ed25519', passphrase)
      appendFileSync(join(sshd.folder, 'authorized_keys'), readFileSync(`${key}.pub`))
    })

    it('again where it was wrong, and never shows it', async () => {
      const terminal = open(...add({key}), '--accept-new')
      for (const words of ['not this', passphrase]) {
        await terminal.shows(`Passphrase of ${key}: `)
        terminal.type(`${words}${enter}`)
      }
      await terminal.shows('Added machine west')
      expect(await terminal.ended).to.equal(0)
      expect(terminal.everything).not.to.contain('not this').and.not.to.contain(passphrase)
      expect(terminal.everything).to.contain('That does not open it. Passphrase of ')
    })
    it('three times at most, and then says so', async () => {
      const terminal = open(...add({key}), '--accept-new')
      for (const words of ['one', 'two', 'three']) {
        await terminal.shows(`Passphrase of ${key}: `)
        terminal.type(`${words}${enter}`)
      }
      await terminal.shows('[GT_AUTH_FAILED]')
      await terminal.shows(`no passphrase that was given opens ${key}`)
      expect(await terminal.ended).to.equal(3)
      expect(machines()).to.deep.equal({})
    })
    it('once for all machines that share it', async () => {
      const way = wayTo({...sshd, clientKey: key})
      addMachines(town, {east: way, north: way, west: way}, [sshd])
      const terminal = open('exec', '--all', '--', 'echo', 'in')
      await terminal.shows(`Passphrase of ${key}: `)
      terminal.type(`${passphrase}${enter}`)
      expect(await terminal.ended).to.equal(0)
      const said = terminal.screen.trim().split('\n').sort()
      expect(said).to.deep.equal(['3 machines: 3 ok', 'east  | in', 'north | in', 'west  | in'])
    })
    it('over which nothing is drawn while it is open', async () => {
      addMachines(town, {west: wayTo({...sshd, clientKey: key}, {workspace: town})}, [sshd])
      const terminal = openTerminal(['doctor', '--machine', 'west'], {cwd: town})
      await terminal.shows(`Passphrase of ${key}: `)
      // Long enough for what is shown of long work.
      await sleep(1500)
      expect(terminal.screen).to.equal('')
      terminal.type(`${passphrase}${enter}`)
      await terminal.shows('Issues: 0 found')
      expect(await terminal.ended).to.equal(0)
    })
    it('but where there is no terminal says what to do', async () => {
      const {code, stdout} = await runCli(['machine', ...add({key}), '--accept-new', '--json'], {cwd: town})
      expect([code, errorOf(stdout).code]).to.deep.equal([3, 'GT_AUTH_FAILED'])
      expect(errorOf(stdout).hint).to.contain(key).and.to.contain('ssh-add')
    })
  })

  describe('shell', () => {
    let there: string
    beforeEach(() => {
      there = join(sshd.home, 'its town')
      mkdirSync(there, {recursive: true})
      const workspaces = {west: {workspace: there}, bare: {}, moved: {workspace: join(there, 'moved')}}
      const entries = Object.entries(workspaces).map(([name, more]) => [name, wayTo(sshd, more)])
      addMachines(town, Object.fromEntries(entries) as Record<string, object>, [sshd])
    })

    it('starts in the town there, leaves Ctrl-C to what runs there, and ends with its exit code', async () => {
      const mark = oddSeconds()
      const terminal = open('shell', 'west')
      terminal.type(`pwd; echo $((40 + 2)); sleep ${mark}${enter}`)
      await terminal.shows(`\n${there}\n`)
      await terminal.shows('42\n')
      await until(() => isRunning(mark))
      terminal.type(ctrlC)
      terminal.type(`echo $((50 + 5)); exit 7${enter}`)
      await terminal.shows('55\n')
      expect(await terminal.ended).to.equal(7)
      expect(isRunning(mark)).to.equal(false)
    })
    it('starts in the home folder where the town is not there, and says so', async () => {
      const terminal = open('shell', 'moved')
      await terminal.shows(`gt: ${join(there, 'moved')} is not there; this is the home folder`)
      terminal.type(`exit${enter}`)
      expect(await terminal.ended).to.equal(0)
    })
    it('opens none where the host key is unknown', async () => {
      rmSync(trustedFile)
      const terminal = open('shell', 'bare')
      expect(await terminal.ended).to.equal(255)
      expect(terminal.screen).to.contain('Host key verification failed')
      expect(existsSync(trustedFile)).to.equal(false)
    })
    it('is refused where there is no terminal', async () => {
      const {code, stderr} = await runCli(['machine', 'shell', 'bare'], {cwd: town})
      expect(code).to.equal(2)
      expect(stderr).to.contain('[GT_NO_TERMINAL]').and.to.contain('gt machine exec bare -- COMMAND')
    })
  })

  for (const transport of ['ssh2', 'openssh'] as const) {
    describe(`exec by ${transport}`, () => {
      beforeEach(() => addMachines(town, {west: {...wayTo(sshd), transport}}, [sshd]))

      it('ends the command there on Ctrl-C', async () => {
        const mark = oddSeconds()
        const terminal = open('exec', 'west', '--', 'sh', '-c', `sleep ${mark}; echo no`)
        await until(() => isRunning(mark))
        terminal.type(ctrlC)
        expect(await terminal.ended).to.equal(130)
        expect(isRunning(mark)).to.equal(false)
      })
      it('ends at once on a second Ctrl-C, whatever the command there does', async () => {
        const mark = oddSeconds()
        const asked = join(sshd.home, mark)
        const stubborn = `trap ': >"$HOME/${mark}"' TERM; while :; do sleep ${mark} & wait; done`
        const terminal = open('exec', 'west', '--', 'sh', '-c', stubborn)
        await until(() => isRunning(mark))
        terminal.type(ctrlC)
        await until(() => existsSync(asked))
        terminal.type(ctrlC)
        expect(await terminal.ended).to.equal(130)
        // Had gt waited for its end, it would be over.
        expect(isRunning(mark)).to.equal(true)
        await until(() => !isRunning(mark))
      })
    })
  }
})

/** Seconds that no other process sleeps: by them a process is found. */
function oddSeconds(): string {
  return `7${randomBytes(4).readUInt32BE()}`
}

function isRunning(mark: string): boolean {
  return execFileSync('ps', ['-eo', 'args'], {encoding: 'utf8'}).split('\n').includes(`sleep ${mark}`)
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('it did not become so')
    await sleep(100)
  }
}
