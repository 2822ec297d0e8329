import {isGtError} from '@gt-town/contract'
import {expect} from 'chai'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {LocalConnection} from '@gt-town/connection-local'
import {Ssh2Transport} from '../src/transport/ssh2/ssh2-transport.js'
import type {SshTarget} from '../src/transport/target.js'
import type {Transport} from '../src/transport/transport.js'
import {rounds} from '../../../test/support/rounds.js'
import {startSilentAgent} from '../../../test/support/silent-agent.js'
import {startSshd, type Sshd} from '../../../test/support/sshd.js'
import {startTcpProxy, type TcpProxy} from '../../../test/support/tcp-proxy.js'
import {emptyConfig} from './targets.js'
import {open, refuses, run} from './transport-suite/acts.js'

/** Ways to the last host, and which stretch of them is reset. An error that nobody hears of would end gt; here it fails the test. */
const ways = ['at once', 'on the way to another machine', 'beyond another machine', 'by a ProxyCommand'] as const

/** Of all that is sent, at the ends of which it is cut. */
const parts = rounds(4, 24)

describe('a link by ssh2 that is reset', () => {
  let far: Sshd
  let hop: Sshd
  // Of mocha's own accord only what is thrown fails a test, no rejection that nobody hears of.
  const rethrow = (reason: unknown): never => {
    throw reason
  }
  before(async () => {
    process.on('unhandledRejection', rethrow)
    ;[far, hop] = await Promise.all([startSshd(), startSshd()])
  })
  after(async () => {
    await Promise.all([far.stop(), hop.stop()])
    process.off('unhandledRejection', rethrow)
  })

  for (const way of ways) {
    describe(way, () => {
      let proxy: TcpProxy
      beforeEach(async () => (proxy = await startTcpProxy(way === 'on the way to another machine' ? hop : far)))
      afterEach(async () => proxy.close())

      const make = (lines: readonly string[] = [], changes: Partial<SshTarget> = {}): Transport =>
        new Ssh2Transport(new LocalConnection(), targetOver({far, hop}, leadBy(way, far, proxy), lines, changes))

      it('while the agent is waited for: nobody can be reached', async () => {
        // A program that leads there may not have got there yet.
        const cut = (): void => (proxy.connections > 0 ? proxy.cut() : proxy.cutAfter(1))
        await using agent = await startSilentAgent(cut)
        await refuses(make([`IdentityAgent ${agent.socket}`]), 'GT_MACHINE_UNREACHABLE', /^(?!.*within)/)
      })

      it('while somebody is asked about a key: nobody can be reached', async () => {
        const knownHosts = join(far.folder, 'of-the-hop')
        writeFileSync(knownHosts, [...hop.knownHosts, ''].join('\n'))
        const ask = async (): Promise<boolean> => {
          proxy.cut()
          return new Promise(() => undefined)
        }
        await refuses(make([], {knownHosts, trust: {mode: 'ask', ask}}), 'GT_MACHINE_UNREACHABLE')
      })

      it('while a command runs: the link is lost', async () => {
        await using link = open(make())
        const running = await link.transport.start('echo ready; sleep 300', {})
        running.stdout.once('data', () => proxy.cut())
        expect(await outcomeOf(running.exit)).to.equal('GT_CONNECTION_LOST')
        expect(link.transport.isUp()).to.equal(false)
      })

      it('while nothing runs: the next command connects anew', async () => {
        await using link = open(make())
        await run(link.transport, 'true')
        proxy.cut()
        while (link.transport.isUp()) await new Promise(setImmediate)
        expect((await run(link.transport, 'echo again')).stdout).to.equal('again\n')
      })

      it('in the moment in which it is closed', async () => {
        for (const isCutFirst of [true, false]) {
          const {transport} = open(make())
          const {exit} = await transport.start('sleep 300', {})
          if (isCutFirst) proxy.cut()
          const closing = transport.close()
          proxy.cut()
          await closing
          expect(await outcomeOf(exit)).to.equal('GT_CONNECTION_LOST')
        }
      })

      it('after any number of bytes: it is unreachable or lost, until all has been said', async function () {
        this.timeout(180_000)
        await session(make())
        const whole = proxy.bytes
        const seen = new Set<string>()
        for (let part = 0; part < parts; part++) {
          proxy.cutAfter(Math.floor(whole * (part / parts) ** 2))
          const outcome = await outcomeOf(session(make()))
          expect(outcome, `${part}/${parts}`).to.be.oneOf(['done', 'GT_MACHINE_UNREACHABLE', 'GT_CONNECTION_LOST'])
          seen.add(outcome)
          proxy.cutAfter(Infinity)
        }
        // One that is dropped before it is said who is there is tried again, where that is soon: a program may start slowly.
        const soon = way === 'by a ProxyCommand' ? [] : ['done']
        expect([...seen]).to.include.members([...soon, 'GT_CONNECTION_LOST'])
      })
    })
  }

  for (const isTrusted of [true, false])
    it(`beyond another machine, which is heard when ${isTrusted ? 'yes' : 'no'} is said about its key`, async () => {
      const [near, beyond] = await Promise.all([startTcpProxy(hop), startTcpProxy(far)])
      const ask = async (): Promise<boolean> => {
        const before = near.bytes
        beyond.cut()
        while (near.bytes === before) await new Promise(setImmediate)
        near.freeze()
        setTimeout(() => near.thaw(), 1000)
        // For the last that went through to be heard.
        return sleep(100, isTrusted)
      }
      const knownHosts = join(far.folder, 'of-the-hop')
      writeFileSync(knownHosts, [...hop.knownHosts, ''].join('\n'))
      const ports = {farPort: beyond.port, hopPort: near.port, how: 'ProxyJump hop'}
      const target = targetOver({far, hop}, ports, [], {knownHosts, trust: {mode: 'ask', ask}})
      const code = isTrusted ? 'GT_MACHINE_UNREACHABLE' : 'GT_HOST_KEY_UNKNOWN'
      await refuses(new Ssh2Transport(new LocalConnection(), target), code)
      await Promise.all([near.close(), beyond.close()])
    })
})

interface Lead {
  readonly farPort?: number
  readonly hopPort?: number
  /** how ssh gets there */
  readonly how?: string
}

function leadBy(way: (typeof ways)[number], far: Sshd, {port}: TcpProxy): Lead {
  return {
    'at once': {farPort: port},
    'on the way to another machine': {hopPort: port, how: 'ProxyJump hop'},
    'beyond another machine': {farPort: port, how: 'ProxyJump hop'},
    'by a ProxyCommand': {how: `ProxyCommand ${process.execPath} ${relayIn(far)} ${port}`},
  }[way]
}

/** @param lines more settings of the last host */
function targetOver(
  {far, hop}: {far: Sshd; hop: Sshd},
  {farPort = far.port, hopPort = hop.port, how}: Lead,
  lines: readonly string[],
  changes: Partial<SshTarget>,
): SshTarget {
  const config = [
    'Host far',
    '  HostName 127.0.0.1',
    `  Port ${farPort}`,
    ...(how === undefined ? [] : [`  ${how}`]),
    `  HostKeyAlias [${far.host}]:${far.port}`,
    ...lines.map((line) => `  ${line}`),
    'Host hop',
    '  HostName 127.0.0.1',
    `  Port ${hopPort}`,
    `  HostKeyAlias [${hop.host}]:${hop.port}`,
    `  IdentityFile ${hop.clientKey}`,
  ]
  const knownHosts = join(far.folder, 'both')
  writeFileSync(knownHosts, [...far.knownHosts, ...hop.knownHosts, ''].join('\n'))
  const configFile = emptyConfig(far, config)
  const login = {user: far.user, keyPath: far.clientKey}
  return {machine: 'west', host: 'far', ...login, knownHosts, configFile, ...changes}
}

/** A program that leads to a port and ends, badly, when its connection does. */
function relayIn({folder}: Sshd): string {
  const file = join(folder, 'relay.mjs')
  const lines = [
    "import {connect} from 'node:net'",
    'const socket = connect(Number(process.argv[2]))',
    'process.stdin.pipe(socket).pipe(process.stdout)',
  ]
  writeFileSync(file, lines.join('\n'))
  return file
}

/** Logs in, runs two commands one after the other and two at once, and closes. */
async function session(transport: Transport): Promise<void> {
  try {
    for (const size of [1, 5000]) await run(transport, `head -c ${size} /dev/zero`)
    await Promise.all([run(transport, 'cat'), run(transport, 'true')])
  } finally {
    await transport.close()
  }
}

async function outcomeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => {
      if (isGtError(error)) return error.code
      throw error
    },
  )
}
