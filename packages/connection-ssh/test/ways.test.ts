import {expect} from 'chai'
import {execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {LocalConnection} from '@gt-town/connection-local'
import {OpenSshTransport} from '../src/transport/openssh/openssh-transport.js'
import {Ssh2Transport} from '../src/transport/ssh2/ssh2-transport.js'
import type {SshTarget} from '../src/transport/target.js'
import {startBlackHole} from '../../../test/support/black-hole.js'
import {freePort, makeKey, startSshd, type Sshd} from '../../../test/support/sshd.js'
import {startSilentAgent} from '../../../test/support/silent-agent.js'
import {startTcpProxy} from '../../../test/support/tcp-proxy.js'
import {emptyConfig, scratch, targetOf} from './targets.js'
import {open, refuses, run} from './transport-suite/acts.js'

const make = (target: SshTarget): Ssh2Transport => new Ssh2Transport(new LocalConnection(), target)

describe('the ways to a machine', () => {
  let sshd: Sshd
  before(async () => (sshd = await startSshd()))
  after(async () => sshd.stop())

  /** With nothing named, so that ~/.ssh/config says it all. */
  const bare = (target: SshTarget, changes: Partial<SshTarget>): SshTarget => {
    const named = ['keyPath', 'user', 'port']
    const rest = Object.fromEntries(Object.entries(target).filter(([key]) => !named.includes(key)))
    return {...(rest as unknown as SshTarget), ...changes}
  }

  it('an alias of ~/.ssh/config with its host, port, user and key', async () => {
    const configFile = emptyConfig(sshd, [
      'Host box',
      `  HostName ${sshd.host}`,
      `  Port ${sshd.port}`,
      `  User ${sshd.user}`,
      `  IdentityFile ${sshd.clientKey}`,
    ])
    await using link = open(make(bare(targetOf(sshd), {host: 'box', configFile})))
    expect((await run(link.transport, 'echo box')).stdout).to.equal('box\n')
  })

  describe('a key with a passphrase', () => {
    let key: string
    before(() => {
      key = makeKey(join(sshd.folder, 'locked'), 'ed25519', 'open sesame')
      allow(sshd, key)
    })
    it('is opened by asking', async () => {
      const asked: string[] = []
      const askPassphrase = async (file: string): Promise<string> => {
        asked.push(file)
        return Promise.resolve('open sesame')
      }
      await using link = open(make(targetOf(sshd, {keyPath: key, askPassphrase})))
      expect((await run(link.transport, 'echo in')).stdout).to.equal('in\n')
      expect(asked).to.deep.equal([key])
    })
    it('may be typed slowly', async () => {
      const askPassphrase = async (): Promise<string> => sleep(2100, 'open sesame')
      await using link = open(make(targetOf(sshd, {keyPath: key, askPassphrase, connectTimeoutMs: 2000})))
      expect((await run(link.transport, 'echo in')).stdout).to.equal('in\n')
    })
    it('is said to need one where there is nobody to ask', async () => {
      const error = await refuses(make(targetOf(sshd, {keyPath: key})), 'GT_AUTH_FAILED')
      expect(error).to.have.property('hint').that.contains(key).and.contains('ssh-add')
    })
    it('is said to have been opened wrongly', async () => {
      const askPassphrase = async (): Promise<string> => Promise.resolve('wrong')
      const error = await refuses(make(targetOf(sshd, {keyPath: key, askPassphrase})), 'GT_AUTH_FAILED')
      expect(error).to.have.property('hint').that.contains('passphrase')
    })
    it('is taken from the agent, which is not asked twice', async () => {
      await using agent = await startAgent()
      const plain = join(sshd.folder, 'locked-plain')
      copyFileSync(key, plain)
      chmodSync(plain, 0o600)
      execFileSync('ssh-keygen', ['-q', '-p', '-P', 'open sesame', '-N', '', '-f', plain])
      execFileSync('ssh-add', ['-q', plain], {env: {...process.env, SSH_AUTH_SOCK: agent.socket}, stdio: 'ignore'})
      const configFile = emptyConfig(sshd, [`IdentityAgent ${agent.socket}`])
      await using link = open(make(targetOf(sshd, {keyPath: key, configFile})))
      expect((await run(link.transport, 'echo agent')).stdout).to.equal('agent\n')
      // Any key of the agent, where none is named.
      await using other = open(make(bare(targetOf(sshd), {port: sshd.port, user: sshd.user, configFile})))
      expect((await run(other.transport, 'echo agent')).stdout).to.equal('agent\n')
      // But none that was not named, where only named ones may be used.
      const narrow = emptyConfig(sshd, [`IdentityAgent ${agent.socket}`, 'IdentitiesOnly yes'])
      await refuses(
        make(bare(targetOf(sshd), {port: sshd.port, user: sshd.user, configFile: narrow})),
        'GT_AUTH_FAILED',
      )
    })
    it('is said when the agent takes the call and says nothing, which costs half the time at most', async () => {
      await using agent = await startSilentAgent()
      const configFile = emptyConfig(sshd, [`IdentityAgent ${agent.socket}`])
      const started = performance.now()
      const error = await refuses(
        make(targetOf(sshd, {keyPath: key, configFile, connectTimeoutMs: 2000})),
        'GT_AUTH_FAILED',
      )
      expect(error).to.have.property('hint').that.contains(agent.socket)
      expect(performance.now() - started).to.be.within(900, 7000)
      await using link = open(make(targetOf(sshd, {configFile, connectTimeoutMs: 2000})))
      expect((await run(link.transport, 'echo in')).stdout).to.equal('in\n')
      expect(agent.open()).to.equal(0)
    })
    it('is said when the agent does not answer', async () => {
      const configFile = emptyConfig(sshd, [`IdentityAgent ${join(sshd.folder, 'no-agent')}`])
      const error = await refuses(make(targetOf(sshd, {keyPath: key, configFile})), 'GT_AUTH_FAILED')
      expect(error).to.have.property('hint').that.contains('agent')
    })
  })

  describe('over other machines', () => {
    let first: Sshd
    let second: Sshd
    before(async () => ([first, second] = await Promise.all([startSshd(), startSshd()])))
    after(async () => Promise.all([first.stop(), second.stop()]))

    const jumps = (): string[] => [
      'Host far',
      `  HostName ${sshd.host}`,
      `  Port ${sshd.port}`,
      `  User ${sshd.user}`,
      `  IdentityFile ${sshd.clientKey}`,
      `  ProxyJump ${first.user}@hop1,hop2`,
      'Host hop1',
      `  HostName ${first.host}`,
      `  Port ${first.port}`,
      `  IdentityFile ${first.clientKey}`,
      'Host hop2',
      `  HostName ${second.host}`,
      `  Port ${second.port}`,
      `  User ${second.user}`,
      `  IdentityFile ${second.clientKey}`,
    ]

    it('goes over two hops, each with its own key and trusted by its own; a key that was named is that of the last', async () => {
      await using folder = scratch()
      const all = [sshd, first, second].flatMap(({knownHosts}) => knownHosts)
      const knownHosts = folder.file('all', `${all.join('\n')}\n`)
      const trust = {mode: 'fingerprint', fingerprint: sshd.fingerprint} as const
      await using link = open(
        make(bare(targetOf(sshd), {host: 'far', configFile: emptyConfig(sshd, jumps()), knownHosts, trust})),
      )
      expect((await run(link.transport, 'echo far')).stdout).to.equal('far\n')
      expect(first.log()).to.contain('Accepted publickey')
      expect(second.log()).to.contain('Accepted publickey')
    })

    it('refuses a hop that nobody trusts', async () => {
      await using folder = scratch()
      const knownHosts = folder.file('some', `${[sshd, first].flatMap((server) => server.knownHosts).join('\n')}\n`)
      const target = bare(targetOf(sshd), {host: 'far', configFile: emptyConfig(sshd, jumps()), knownHosts})
      const error = await refuses(make(target), 'GT_HOST_KEY_UNKNOWN')
      expect(error.message).to.contain(second.fingerprint)
    })

    /** The last host is at this port, behind one hop. */
    const behind = async (port: number, work: (target: SshTarget) => Promise<void>): Promise<void> => {
      await using folder = scratch()
      const lines = jumps().map((line) => line.replace(`Port ${sshd.port}`, `Port ${port}`).replace(/(?<=@)hop1,/, ''))
      const all = [sshd, first, second].flatMap(({knownHosts}) => knownHosts)
      const knownHosts = folder.file('all', `${all.join('\n')}\n`)
      // The system's ssh goes by the user's file for a hop.
      const jump = [
        ...lines.map((line) => line.replace(`${first.user}@hop2`, 'hop2')),
        `  UserKnownHostsFile ${knownHosts}`,
      ]
      await work(bare(targetOf(sshd), {host: 'far', configFile: emptyConfig(sshd, jump), knownHosts}))
    }

    it('gives up a black hole behind a hop at its deadline', async () => {
      await using hole = await startBlackHole()
      await behind(hole.port, async (target) => {
        const started = performance.now()
        await refuses(make({...target, connectTimeoutMs: 1500}), 'GT_MACHINE_UNREACHABLE', /within 1.5 s/)
        expect(performance.now() - started).to.be.within(1400, 6500)
      })
    })

    it('says that nobody listens behind a hop, and which hop', async () => {
      const port = await freePort(sshd.host)
      await behind(port, async (target) => {
        for (const transport of [make(target), new OpenSshTransport(new LocalConnection(), target)]) {
          const message = new RegExp(`nobody listens at ${sshd.host}:${port}, as hop2`)
          const error = await refuses(transport, 'GT_MACHINE_UNREACHABLE', message)
          expect(error).to.have.property('hint').that.contains('sshd runs there')
        }
      })
    })

    it('takes a ProxyCommand, and ends it with the link', async () => {
      const pid = join(sshd.folder, 'proxy.pid')
      const relay = join(sshd.folder, 'relay.mjs')
      writeFileSync(
        relay,
        `import {connect} from 'node:net'; import {writeFileSync} from 'node:fs'
         const [host, port, file] = process.argv.slice(2); writeFileSync(file, String(process.pid))
         const socket = connect({host, port}); process.stdin.pipe(socket).pipe(process.stdout)`,
      )
      const configFile = emptyConfig(sshd, [
        `Host proxied`,
        `  HostName ${sshd.host}`,
        `  ProxyCommand ${process.execPath} ${relay} %h %p ${pid}`,
      ])
      const {transport} = open(make(targetOf(sshd, {host: 'proxied', configFile})))
      expect((await run(transport, 'echo proxied')).stdout).to.equal('proxied\n')
      await transport.close()
      await gone(Number(readFileSync(pid, 'utf8')))
    })

    it('says what a ProxyCommand said that failed', async () => {
      const configFile = emptyConfig(sshd, ['Host proxied', '  ProxyCommand echo no such tunnel >&2; exit 1'])
      const error = await refuses(make(targetOf(sshd, {host: 'proxied', configFile})), 'GT_MACHINE_UNREACHABLE')
      expect(error.message).to.contain('no such tunnel')
    })
  })

  it('a link that is lost while somebody is asked about its key: the answer counts for nothing', async () => {
    const proxy = await startTcpProxy(sshd)
    await using folder = scratch()
    const knownHosts = join(folder.path, 'known_hosts')
    let answer: (yes: boolean) => void = () => undefined
    const trust = {
      mode: 'ask',
      ask: async (_shown: unknown, signal: AbortSignal) => {
        proxy.cut()
        return new Promise<boolean>((resolve, reject) => {
          answer = resolve
          signal.addEventListener('abort', () => reject(new Error('taken back')))
        })
      },
    } as const
    await refuses(make(targetOf(sshd, {port: proxy.port, knownHosts, trust})), 'GT_MACHINE_UNREACHABLE')
    answer(true)
    await sleep(200)
    expect(existsSync(knownHosts)).to.equal(false)
    await proxy.close()
  })

  it('an account whose shell prints and is slow at its start', async () => {
    writeFileSync(join(sshd.home, '.bashrc'), 'echo noise; sleep 0.3\n')
    try {
      await using link = open(make(targetOf(sshd)))
      const {stdout, code} = await run(link.transport, 'echo done')
      expect(stdout).to.match(/done\n$/)
      expect(code).to.equal(0)
    } finally {
      rmSync(join(sshd.home, '.bashrc'))
    }
  })
})

function allow(sshd: Sshd, key: string): void {
  const file = join(sshd.folder, 'authorized_keys')
  writeFileSync(file, readFileSync(file, 'utf8') + readFileSync(`${key}.pub`, 'utf8'))
}

async function startAgent(): Promise<AsyncDisposable & {socket: string}> {
  const folder = scratch()
  mkdirSync(folder.path, {recursive: true})
  const socket = join(folder.path, 'agent')
  const agent = spawn('ssh-agent', ['-D', '-a', socket], {stdio: 'ignore'})
  while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 10))
  return {
    socket,
    [Symbol.asyncDispose]: async () => {
      agent.kill()
      await once(agent, 'exit')
      await folder[Symbol.asyncDispose]()
    },
  }
}

async function gone(pid: number): Promise<void> {
  const deadline = Date.now() + 15_000
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    if (Date.now() > deadline) throw new Error(`process ${pid} is still there`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
