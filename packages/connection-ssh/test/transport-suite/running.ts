import {expect} from 'chai'
import {buffer} from 'node:stream/consumers'
import {setTimeout as sleep} from 'node:timers/promises'
import {rounds} from '../../../../test/support/rounds.js'
import {startSshd, type Sshd} from '../../../../test/support/sshd.js'
import {startTcpProxy} from '../../../../test/support/tcp-proxy.js'
import {targetOf} from '../targets.js'
import {eventually, open, run} from './acts.js'
import type {SuiteContext} from './context.js'

/** How many commands one link runs at the same time. */
const atOnce = rounds(16, 64)

/** Commands that run: their ends, their bytes, many at once, and links that are made for them. */
export function runsCommands({make, server, can}: SuiteContext): void {
  let sshd: Sshd
  before(() => (sshd = server()))

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

  it('goes on when keys are exchanged anew', async () => {
    const often = await startSshd({config: ['RekeyLimit 1M']})
    try {
      await using link = open(make(targetOf(often)))
      const bytes = (await run(link.transport, 'head -c 4000000 /dev/zero')).stdout.length
      const [, sshdPid, again] = (await run(link.transport, 'echo ,$PPID,again')).stdout.split(',')
      expect([bytes, again]).to.deep.equal([4_000_000, 'again\n'])
      expect((await run(link.transport, 'echo $PPID')).stdout.trim()).to.equal(sshdPid)
    } finally {
      await often.stop()
    }
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
        const all = await Promise.all(Array.from({length: count}, async (_none, i) => run(link.transport, `echo ${i}`)))
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
    // A busy computer may pause before the first of them.
    let before: number
    do {
      before = proxy.bytes
      await sleep(300)
    } while (before < 10_000 || proxy.bytes > before)
    expect(before).to.be.below(10_000_000)
    let bytes = 0
    for await (const chunk of running.stdout as AsyncIterable<Buffer>) bytes += chunk.length
    expect(bytes).to.equal(50_000_000)
    expect((await running.exit).code).to.equal(0)
    await link.transport.close()
    await proxy.close()
  })
}
