import {isGtError, type ShownHostKey} from '@gt-town/contract'
import {expect} from 'chai'
import {once} from 'node:events'
import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {buffer, text} from 'node:stream/consumers'
import {setTimeout as sleep} from 'node:timers/promises'
import type {SshTarget} from '../src/transport/target.js'
import type {Transport} from '../src/transport/transport.js'
import {few, rounds} from '../../../test/support/rounds.js'
import {freePort, startSshd, type Sshd} from '../../../test/support/sshd.js'
import {startTcpProxy} from '../../../test/support/tcp-proxy.js'
import {emptyConfig, scratch, targetOf} from './targets.js'

/** How many commands one link runs at the same time. */
const atOnce = rounds(16, 64)

/**
 * What every `Transport` must do, tried against real servers.
 * @param can `ends`: it can tell by which signal a command ended, and that it ended while its children hold its streams
 */
export function transportSuite(
  name: string,
  make: (target: SshTarget) => Transport,
  can: {ends: boolean} = {ends: true},
): void {
  describe(name, () => {
    let sshd: Sshd
    before(async () => (sshd = await startSshd()))
    after(async () => sshd.stop())

    it('runs a command line and tells its exit code, both streams apart', async () => {
      await using link = open(make(targetOf(sshd)))
      const done = await run(link.transport, 'echo out; echo err >&2; exit 7')
      expect(done).to.deep.equal({code: 7, signal: null, stdout: 'out\n', stderr: 'err\n'})
      for (const code of [0, 1, 127, 255]) expect((await run(link.transport, `exit ${code}`)).code).to.equal(code)
    })

    it('tells that a signal ended it', async () => {
      await using link = open(make(targetOf(sshd)))
      for (const name of ['KILL', 'TERM']) {
        const {code, signal} = await run(link.transport, `kill -${name} $$`)
        expect([code, signal]).to.deep.equal(can.ends ? [null, `SIG${name}`] : [255, null])
      }
    })

    it('carries bytes both ways', async () => {
      await using link = open(make(targetOf(sshd)))
      const bytes = Buffer.alloc(1_000_000, Buffer.from([0, 255, 10, 13, 195, 164]))
      const running = await link.transport.start('cat', {})
      running.stdin.end(bytes)
      running.stderr.resume()
      expect(bytes.equals(await buffer(running.stdout))).to.equal(true)
      expect(await running.exit).to.deep.equal({code: 0, signal: null})
    })

    it('connects once for many commands, and again after the link was lost', async () => {
      const proxy = await startTcpProxy(sshd)
      await using link = open(make(targetOf(sshd, {port: proxy.port, hostKeyAlias: `[${sshd.host}]:${sshd.port}`})))
      expect(link.transport.isUp()).to.equal(false)
      await run(link.transport, 'true')
      await run(link.transport, 'true')
      expect(proxy.connections).to.equal(1)
      expect(link.transport.isUp()).to.equal(true)
      expect(link.transport.connectMs).to.be.a('number')
      proxy.cut()
      await eventually(() => !link.transport.isUp())
      expect((await run(link.transport, 'echo again')).stdout).to.equal('again\n')
      await link.transport.close()
      await proxy.close()
    })

    it(`runs ${atOnce} commands at once`, async () => {
      await using link = open(make(targetOf(sshd)))
      const all = await Promise.all(Array.from({length: atOnce}, async (_none, i) => run(link.transport, `echo ${i}`)))
      expect(all.map(({stdout}) => stdout.trim())).to.deep.equal(Array.from({length: atOnce}, (_none, i) => String(i)))
    })

    it('runs short commands while long ones run', async () => {
      await using link = open(make(targetOf(sshd)))
      const long = await Promise.all(Array.from({length: 12}, async () => link.transport.start('cat', {long: true})))
      expect((await run(link.transport, 'echo short')).stdout).to.equal('short\n')
      for (const {stdin, stdout, stderr} of long) {
        stdout.resume()
        stderr.resume()
        stdin.end()
      }
      expect(await Promise.all(long.map(async ({exit}) => (await exit).code))).to.deep.equal(long.map(() => 0))
    })

    for (const most of [1, 10]) {
      const count = rounds(12, 24)
      it(`runs ${count} commands and 3 long ones where sshd has MaxSessions ${most}`, async () => {
        const narrow = await startSshd({config: [`MaxSessions ${most}`]})
        try {
          await using link = open(make(targetOf(narrow)))
          const long = await Promise.all([1, 2, 3].map(async () => link.transport.start('cat', {long: true})))
          const all = await Promise.all(
            Array.from({length: count}, async (_none, i) => run(link.transport, `echo ${i}`)),
          )
          expect(all.filter(({code}) => code === 0)).to.have.length(count)
          expect((await run(link.transport, 'exit 255')).code).to.equal(255)
          for (const running of long) running.abandon()
        } finally {
          await narrow.stop()
        }
      })
    }

    if (can.ends)
      it('does not wait for what a command left in the background', async () => {
        await using link = open(make(targetOf(sshd)))
        const {code, stdout} = await run(link.transport, 'sleep 300 & echo $!; exit 3')
        expect(code).to.equal(3)
        await run(link.transport, `kill ${stdout.trim()}`)
      })

    it('takes in no more than its reader does', async () => {
      const proxy = await startTcpProxy(sshd)
      await using link = open(make(targetOf(sshd, {port: proxy.port, hostKeyAlias: `[${sshd.host}]:${sshd.port}`})))
      const running = await link.transport.start('head -c 50000000 /dev/zero', {long: true})
      running.stderr.resume()
      let before: number
      do {
        before = proxy.bytes
        await sleep(300)
      } while (proxy.bytes > before)
      expect(before).to.be.within(10_000, 10_000_000)
      let bytes = 0
      for await (const chunk of running.stdout as AsyncIterable<Buffer>) bytes += chunk.length
      expect(bytes).to.equal(50_000_000)
      expect((await running.exit).code).to.equal(0)
      await link.transport.close()
      await proxy.close()
    })

    describe('where it does not get through', () => {
      it('says that nobody listens', async () => {
        const port = await freePort('127.0.0.1')
        await refuses(make(targetOf(sshd, {port})), 'GT_MACHINE_UNREACHABLE', /refused/)
      })
      it('says that there is no such host', async () => {
        await refuses(make(targetOf(sshd, {host: 'no-such-host.invalid'})), 'GT_MACHINE_UNREACHABLE', /no host|ended/)
      })
      it('gives up a black hole at its deadline', async () => {
        const proxy = await startTcpProxy(sshd)
        proxy.freeze()
        const started = performance.now()
        await refuses(
          make(targetOf(sshd, {port: proxy.port, connectTimeoutMs: 800})),
          'GT_MACHINE_UNREACHABLE',
          /within 0.8 s/,
        )
        expect(performance.now() - started).to.be.within(700, 5800)
        await proxy.close()
      })
      it('says that no key was taken', async () => {
        const other = await startSshd()
        await refuses(make(targetOf(sshd, {keyPath: other.clientKey})), 'GT_AUTH_FAILED', /none of the keys/)
        await other.stop()
      })
      it('says that the key file is not there', async () => {
        await refuses(make(targetOf(sshd, {keyPath: '/nowhere/key'})), 'GT_AUTH_FAILED', /\/nowhere\/key/)
      })
      it('refuses a key that nobody trusts yet, and names it', async () => {
        await using folder = scratch()
        const error = await refuses(make(targetOf(sshd, {knownHosts: `${folder.path}/none`})), 'GT_HOST_KEY_UNKNOWN')
        expect(error.message).to.contain(sshd.fingerprint)
      })
      it('refuses a key that has changed, whatever the policy, and names both', async () => {
        const other = await startSshd()
        await using folder = scratch()
        const name = `[${sshd.host}]:${sshd.port}`
        const knownHosts = folder.file('known_hosts', `${name} ${other.knownHosts[0]?.split(' ').slice(1).join(' ')}\n`)
        for (const trust of [
          {mode: 'strict'},
          {mode: 'accept-new'},
          {mode: 'fingerprint', fingerprint: sshd.fingerprint},
        ] as const) {
          const error = await refuses(make(targetOf(sshd, {knownHosts, trust})), 'GT_HOST_KEY_CHANGED')
          expect(error.message).to.contain(sshd.fingerprint)
          expect(error.message).to.contain(other.fingerprint)
        }
        await other.stop()
      })
      it('refuses a key that is trusted where another one was named, and names both', async () => {
        const fingerprint = `SHA256:${'A'.repeat(43)}`
        for (const trust of [
          {mode: 'fingerprint', fingerprint},
          {mode: 'replace', fingerprint, ask: async () => Promise.resolve(true)},
        ] as const) {
          const error = await refuses(make(targetOf(sshd, {trust})), 'GT_HOST_KEY_CHANGED')
          expect(error.message).to.contain(sshd.fingerprint).and.to.contain(fingerprint)
        }
        await using link = open(make(targetOf(sshd, {trust: {mode: 'fingerprint', fingerprint: sshd.fingerprint}})))
        expect((await run(link.transport, 'echo it')).stdout).to.equal('it\n')
      })
      it('refuses a key that is revoked', async () => {
        await using folder = scratch()
        const [line = ''] = sshd.knownHosts
        const knownHosts = folder.file('known_hosts', `${line}\n@revoked * ${line.split(' ').slice(1).join(' ')}\n`)
        await refuses(make(targetOf(sshd, {knownHosts})), 'GT_HOST_KEY_REVOKED')
      })
    })

    describe('where the files of the town, the user and the system differ', () => {
      const name = 'west.example'
      let old: Sshd
      let folder: ReturnType<typeof scratch>
      let [userFile, systemFile, knownHosts] = ['', '', '']
      const keyOf = (server: Sshd): string => (server.knownHosts[0] ?? '').split(' ').slice(1).join(' ')
      const files = (user: string, system = '', town = ''): void => {
        writeFileSync(userFile, user)
        writeFileSync(systemFile, system)
        writeFileSync(knownHosts, town)
      }
      /** Both are the same machine, as far as its name says. */
      const to = (server: Sshd, changes: Partial<SshTarget> = {}): SshTarget => {
        const lines = [`UserKnownHostsFile ${userFile}`, `GlobalKnownHostsFile ${systemFile}`]
        const configFile = emptyConfig(server, lines)
        return {...targetOf(server), knownHosts, hostKeyAlias: name, configFile, ...changes}
      }
      const passes = async (target: SshTarget): Promise<void> => {
        await using link = open(make(target))
        expect((await run(link.transport, 'echo hi')).stdout).to.equal('hi\n')
      }
      before(async () => {
        old = await startSshd()
        folder = scratch()
        ;[userFile, systemFile, knownHosts] = ['user', 'system', 'town'].map((file) => `${folder.path}/${file}`) as [
          string,
          string,
          string,
        ]
      })
      after(async () => {
        await old.stop()
        await folder[Symbol.asyncDispose]()
      })

      it('trusts what any of them has, as long as the town has no key of that name', async () => {
        files(`${name} ${keyOf(sshd)}\n`, `${name} ${keyOf(old)}\n`, `other ${keyOf(old)}\n`)
        await passes(to(sshd))
        await passes(to(old))
      })
      it('trusts the keys of the town alone where it has some', async () => {
        files(`${name} ${keyOf(old)}\n`, `* ${keyOf(old)}\n`, `${name} ${keyOf(sshd)}\n`)
        await passes(to(sshd))
        const error = await refuses(make(to(old)), 'GT_HOST_KEY_CHANGED')
        expect(error.message).to.contain(`${knownHosts}:1`)
      })
      const owners = [
        ['the user, who has the new one too', 'OLDNEW', ''],
        ['the town, for many at once', '', 'MANY'],
        ['the town', '', 'OLD'],
        ['the user', 'OLD', ''],
      ] as const
      for (const [title, user, town] of few ? owners.slice(0, 2) : owners) {
        it(`trusts no old key any more once it was replaced: one of ${title}`, async () => {
          const lines = {'': '', OLD: `${name} OLD\n`, OLDNEW: `${name} OLD\n${name} NEW\n`, MANY: '*.example OLD\n'}
          const fill = (text: string): string => text.replaceAll('OLD', keyOf(old)).replaceAll('NEW', keyOf(sshd))
          files(fill(lines[user]), '', fill(lines[town]))
          await passes(to(old))
          const asked: string[][] = []
          const ask = async ({trusted}: ShownHostKey): Promise<boolean> =>
            Promise.resolve(asked.push([...trusted].filter((key) => key !== sshd.fingerprint)) > 0)
          await passes(to(sshd, {trust: {mode: 'replace', ask}}))
          expect(asked).to.deep.equal([[old.fingerprint]])
          await passes(to(sshd))
          await refuses(make(to(old)), 'GT_HOST_KEY_CHANGED')
          expect(readFileSync(userFile, 'utf8')).to.equal(fill(lines[user]))
          // Nothing is left to replace.
          await passes(to(sshd, {trust: {mode: 'replace', ask}}))
          expect(asked).to.have.length(1)
        })
      }
      it('replaces nothing where nobody says that the key is the only right one', async () => {
        files(`${name} ${keyOf(old)}\n${name} ${keyOf(sshd)}\n`)
        const ask = async (): Promise<boolean> => Promise.resolve(false)
        await refuses(make(to(sshd, {trust: {mode: 'replace', ask}})), 'GT_HOST_KEY_UNCONFIRMED')
        await passes(to(old))
      })
      it('refuses a key that any of them revokes', async () => {
        const trusted = `${name} ${keyOf(sshd)}\n`
        const revoked = `@revoked * ${keyOf(sshd)}\n`
        for (const [user, system] of [
          [revoked, ''],
          ['', revoked],
        ] as const) {
          files(user, system, trusted)
          await refuses(make(to(sshd)), 'GT_HOST_KEY_REVOKED')
        }
      })
      it('refuses every key while one of them cannot be read', async () => {
        for (const broken of [0, 1, 2]) {
          const trusted = `${name} ${keyOf(sshd)}\n`
          files(trusted, trusted, trusted)
          const file = [userFile, systemFile, knownHosts][broken] ?? ''
          rmSync(file)
          mkdirSync(file)
          await refuses(make(to(sshd)), 'GT_HOST_KEYS_UNREADABLE')
          rmSync(file, {recursive: true})
        }
      })
    })

    it('takes a new key where it may, and keeps it', async () => {
      for (const trust of [
        {mode: 'accept-new'},
        {mode: 'fingerprint', fingerprint: sshd.fingerprint},
        {
          mode: 'ask',
          ask: async ({fingerprint}: {fingerprint: string}) => Promise.resolve(fingerprint === sshd.fingerprint),
        },
      ] as const) {
        await using folder = scratch()
        const knownHosts = `${folder.path}/known_hosts`
        await using first = open(make(targetOf(sshd, {knownHosts, trust})))
        expect((await run(first.transport, 'echo a')).stdout).to.equal('a\n')
        await using second = open(make(targetOf(sshd, {knownHosts})))
        expect((await run(second.transport, 'echo b')).stdout).to.equal('b\n')
      }
    })

    it('lets who is asked take longer than a connect may', async () => {
      await using folder = scratch()
      const connectTimeoutMs = 4000
      const ask = async (): Promise<boolean> => sleep(connectTimeoutMs + 100, true)
      const trust = {mode: 'ask', ask} as const
      await using link = open(make(targetOf(sshd, {knownHosts: `${folder.path}/known_hosts`, trust, connectTimeoutMs})))
      expect((await run(link.transport, 'echo a')).stdout).to.equal('a\n')
    })

    it('writes nothing for an answer that comes when it was given up, and takes the question back', async () => {
      await using folder = scratch()
      const knownHosts = `${folder.path}/known_hosts`
      let isTakenBack = false
      let answer: (yes: boolean) => void = () => undefined
      const trust = {
        mode: 'ask',
        ask: async (_shown: unknown, signal: AbortSignal) => {
          signal.addEventListener('abort', () => (isTakenBack = true))
          setTimeout(() => void transport.close(), 50)
          return new Promise<boolean>((resolve) => (answer = resolve))
        },
      } as const
      const transport = make(targetOf(sshd, {knownHosts, trust}))
      await refuses(transport, 'GT_ABORTED')
      expect(isTakenBack).to.equal(true)
      answer(true)
      await sleep(200)
      expect(existsSync(knownHosts)).to.equal(false)
    })

    it('asks for the type of key it knows', async () => {
      const many = await startSshd({hostKeys: ['ed25519', 'ecdsa', 'rsa']})
      try {
        for (const line of many.knownHosts) {
          await using folder = scratch()
          await using link = open(make(targetOf(many, {knownHosts: folder.file('known_hosts', `${line}\n`)})))
          expect((await run(link.transport, 'echo ok')).stdout).to.equal('ok\n')
        }
      } finally {
        await many.stop()
      }
    })

    describe('on a link that breaks', () => {
      it('says so when it is cut while a command runs', async () => {
        const proxy = await startTcpProxy(sshd)
        await using link = open(make(targetOf(sshd, {port: proxy.port, hostKeyAlias: `[${sshd.host}]:${sshd.port}`})))
        const running = await link.transport.start('echo $$; exec sleep 300', {})
        let pid = 0
        running.stdout.once('data', (chunk: Buffer) => {
          pid = Number(chunk.toString())
          proxy.cut()
        })
        running.stderr.resume()
        await lost(running.exit)
        process.kill(pid)
        await proxy.close()
      })
      for (const how of ['cut', 'freeze'] as const) {
        for (const most of [10, 1]) {
          const title = `is no success where a ${how} comes after the end, and before all output (MaxSessions ${most})`
          it(title, async () => {
            const server = most === 10 ? sshd : await startSshd({config: [`MaxSessions ${most}`]})
            const proxy = await startTcpProxy(server)
            const target = targetOf(server, {port: proxy.port, hostKeyAlias: `[${server.host}]:${server.port}`})
            try {
              await using link = open(make(target))
              await link.transport.start('cat', {long: true})
              // Something else has its stdout too, so that nobody knows whether all has been said.
              const running = await link.transport.start('sleep 300 & echo $!; exit 0', {long: true})
              running.stderr.resume()
              const read = text(running.stdout).catch(() => '')
              const pid = once(running.stdout, 'data').then(([chunk]) => Number(String(chunk)))
              await pid
              // By now its end was told.
              await sleep(100)
              proxy[how]()
              setTimeout(() => proxy.cut(), 1000)
              await lost(running.exit)
              await read
              process.kill(await pid)
            } finally {
              await proxy.close()
              if (server !== sshd) await server.stop()
            }
          })
        }
      }
      it('never takes it for a success, wherever it is cut', async () => {
        const proxy = await startTcpProxy(sshd)
        await using link = open(make(targetOf(sshd, {port: proxy.port, hostKeyAlias: `[${sshd.host}]:${sshd.port}`})))
        const places = [1, 500, 1500, 2500, 3500, 5000, 6000, 7000, 8000, 20_000, 60_000]
        for (const bytes of places.filter((_bytes, index) => !few || index % 2 === 0)) {
          await link.transport.close()
          await using fresh = open(
            make(targetOf(sshd, {port: proxy.port, hostKeyAlias: `[${sshd.host}]:${sshd.port}`})),
          )
          proxy.cutAfter(bytes)
          const outcome = await run(fresh.transport, 'head -c 100000 /dev/zero').then(
            ({code, stdout}) => `${code}, ${stdout.length} bytes`,
            (error: unknown) => (isGtError(error) ? error.code : String(error)),
          )
          expect(outcome, `cut after ${bytes} bytes`).to.be.oneOf(['GT_CONNECTION_LOST', 'GT_MACHINE_UNREACHABLE'])
        }
        await proxy.close()
      })
    })
  })
}

interface Done {
  code: number | null
  signal: string | null
  stdout: string
  stderr: string
}

export async function run(transport: Transport, commandLine: string): Promise<Done> {
  const running = await transport.start(commandLine, {})
  running.stdin.end()
  // Streams of a link that breaks end with an error, and so does `exit`.
  const streams = Promise.all([text(running.stdout), text(running.stderr)]).catch(() => ['', ''] as const)
  const end = await running.exit
  const [stdout, stderr] = await streams
  return {...end, stdout, stderr}
}

export function open(transport: Transport): AsyncDisposable & {transport: Transport} {
  return {transport, [Symbol.asyncDispose]: async () => transport.close()}
}

export async function refuses(transport: Transport, code: `GT_${string}`, message = /./): Promise<Error> {
  try {
    await transport.start('true', {})
  } catch (error) {
    expect(isGtError(error, code), `${code} expected: ${String(error)}`).to.equal(true)
    expect((error as Error).message).to.match(message)
    return error as Error
  } finally {
    await transport.close()
  }
  throw new Error(`it went through instead of ${code}`)
}

async function lost(exit: Promise<unknown>): Promise<void> {
  const error = await exit.then(
    () => new Error('it ended well'),
    (thrown: unknown) => thrown as Error & {commandMayHaveRun?: boolean},
  )
  expect(isGtError(error, 'GT_CONNECTION_LOST'), String(error)).to.equal(true)
  expect(error).to.have.property('commandMayHaveRun', true)
}

async function eventually(isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error('it never became true')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
