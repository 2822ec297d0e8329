import {connectionSuite, type Subject} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {fork, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {chownSync, mkdtempSync, realpathSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {compiled} from '../../../test/support/compiled.js'
import {few, suiteRounds} from '../../../test/support/rounds.js'
import {driver} from '../../connection-local/test/local-subject.js'
import {MessageQueue, sendAll} from '../src/message-queue.js'
import type {FromWorker, ToWorker} from '../src/protocol.js'
import {toWireError} from '../src/wire-error.js'
import {Attempt} from '../src/worker/attempt.js'
import {CallClient} from '../src/worker/call-client.js'
import {ProxyConnection} from '../src/worker/proxy-connection.js'

const nobody = 65_534

let server: ChildProcess | undefined

connectionSuite('ProxyConnection across processes', async () => proxySubject(), {
  programs: true,
  permissions: true,
  rounds: suiteRounds,
  // It hands everything on to a LocalConnection, which keeps all promises.
  ...(few ? {few} : {driver}),
})

connectionSuite('ProxyConnection across processes, shared by checks', async () => proxySubject(true), {
  rounds: suiteRounds,
  few,
})

describe('ProxyConnection', () => {
  it('asks once what several want to know, and gives each its own answer', async () => {
    const {connection, root, dispose} = await proxySubject(true)
    await connection.writeFile(`${root}/file`, 'text')
    const [first, second] = await Promise.all([
      connection.readFile(`${root}/file`),
      connection.readFile(`${root}/file`),
    ])
    first.fill(0)
    expect(second.toString()).to.equal('text')
    const [one, other] = await Promise.all([connection.listDir(root), connection.listDir(root)])
    Object.assign(one[0] ?? {}, {name: 'mine'})
    expect(other).to.deep.equal([{name: 'file', type: 'file'}])
    await connection.writeFile(`${root}/file`, 'later')
    expect((await connection.readFile(`${root}/file`)).toString()).to.equal('later')
    await dispose()
  })

  it('takes no more of a source than the program does, and closes it', async () => {
    const {connection, dispose} = await proxySubject()
    const seen = {made: 0, isClosed: false}
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          seen.made++
          yield await Promise.resolve(Buffer.alloc(100_000))
        }
      } finally {
        seen.isClosed = true
      }
    }
    const running = connection.execute(['sh', '-c', 'echo ready; sleep 0.5; exec head -c 1000 >/dev/null'], {
      effect: 'read',
      input: source(),
    })
    expect((await running).code).to.equal(0)
    // A pipe holds 64 KiB; one chunk is written, one may be on its way.
    expect(seen.made).to.be.within(1, 4)
    await new Promise((resolve) => setImmediate(resolve))
    expect(seen.isClosed).to.equal(true)
    await dispose()
  })

  it('ends the program with what a source throws, or makes that cannot cross', async () => {
    const {connection, dispose} = await proxySubject()
    const attempts = [
      {next: async (): Promise<unknown> => Promise.reject(new RangeError('mine')), told: /^RangeError: mine$/},
      {next: async (): Promise<unknown> => Promise.resolve(() => 'odd'), told: /could not be cloned/},
    ]
    for (const {next, told} of attempts) {
      let said: (pid: string) => void = () => undefined
      const pid = new Promise<string>((resolve) => (said = resolve))
      async function* source(): AsyncGenerator<Uint8Array> {
        await pid
        yield (await next()) as Uint8Array
      }
      const onStdout = (chunk: Buffer): void => said(chunk.toString().trim())
      const running = connection.execute(['sh', '-c', 'echo $$; exec cat'], {effect: 'read', input: source(), onStdout})
      expect(String(await running.catch((thrown: unknown) => thrown))).to.match(told)
      const {stdout} = await connection.execute(['ps', '-o', 'stat=', '-p', await pid], {effect: 'read'})
      expect(stdout.toString().trim()).to.match(/^(Z.*)?$/)
    }
    await dispose()
  })

  it('tells how the machine is as the answers do, and asks nothing for that', async () => {
    const {connection, root, dispose} = await proxySubject()
    expect(connection.isHealthy()).to.equal(false)
    await connection.fileExists(root)
    expect(connection.isHealthy()).to.equal(true)
    await dispose()
  })

  it('refuses arguments that cannot cross, and goes on', async () => {
    const {connection, root, dispose} = await proxySubject()
    const odd = (() => root) as unknown as string
    const [refused, exists] = await Promise.allSettled([connection.readFile(odd), connection.fileExists(root)])
    expect(refused.status === 'rejected' && String(refused.reason)).to.match(/could not be cloned/)
    expect(exists).to.deep.equal({status: 'fulfilled', value: true})
    await dispose()
  })
})

after(() => server?.kill())

/** This side asks, the process on the other side does it, as between a check in its worker and gt. */
async function proxySubject(isShared = false): Promise<Subject> {
  const other = (server ??= fork(compiled(new URL('connection-server.ts', import.meta.url)), {
    serialization: 'advanced',
    execArgv: [],
  }))
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'gt-proxy-')))
  const queue = new MessageQueue<FromWorker>((messages) => {
    sendAll(
      messages,
      (some) => void other.send(some as object[]),
      (message, error) => {
        if (message.t === 'call') calls.answer(message.call, {ok: false, error: toWireError(error)})
        if (message.t === 'input') calls.break(message.call, error)
      },
    )
  }, setImmediate)
  const calls = new CallClient((message) => queue.push(message))
  const receive = (messages: ToWorker[]): void => {
    for (const message of Array.isArray(messages) ? messages : []) {
      if (message.t === 'answer') calls.answer(message.call, message.outcome)
      if (message.t === 'chunk') void calls.chunk(message)
      if (message.t === 'locked') calls.locked(message.call)
      if (message.t === 'lost') calls.lost(message.call)
      if (message.t === 'pull') void calls.pull(message.call)
      if (message.t === 'health') calls.health(message)
    }
  }
  other.on('message', receive)
  other.send('anew')
  return Promise.resolve({
    connection: new ProxyConnection('local', calls, new Attempt(1, 'a'), isShared),
    root,
    dispose: async () => {
      other.off('message', receive)
      rmSync(root, {recursive: true, force: true})
      return Promise.resolve()
    },
    unprivileged: async (work) => {
      if (process.getuid?.() !== 0) return work()
      chownSync(root, nobody, nobody)
      await become(other, nobody)
      try {
        return await work()
      } finally {
        await become(other, 0)
      }
    },
  })
}

async function become(other: ChildProcess, user: number): Promise<void> {
  other.send({user})
  for (;;) {
    const [answer] = (await once(other, 'message')) as [unknown]
    if (answer === 'done') return
  }
}
