import {expect} from 'chai'
import {isGtError} from '@gt-town/contract'
import {once} from 'node:events'
import {text} from 'node:stream/consumers'
import {setTimeout as sleep} from 'node:timers/promises'
import {few} from '../../../../test/support/rounds.js'
import {startSshd, type Sshd} from '../../../../test/support/sshd.js'
import {startTcpProxy} from '../../../../test/support/tcp-proxy.js'
import {targetOf} from '../targets.js'
import {lost, open, run} from './acts.js'
import type {SuiteContext} from './context.js'

/** Links that break. */
export function noticesBrokenLinks({make, server}: SuiteContext): void {
  let sshd: Sshd
  before(() => (sshd = server()))

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
            // In this order: what is there already is read at once.
            const pid = once(running.stdout, 'data').then(([chunk]) => Number(String(chunk)))
            const read = text(running.stdout).catch(() => '')
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
    it('takes nothing but the whole for a success, wherever it is cut', async () => {
      const proxy = await startTcpProxy(sshd)
      await using link = open(make(targetOf(sshd, {port: proxy.port, hostKeyAlias: `[${sshd.host}]:${sshd.port}`})))
      const places = [1, 500, 1500, 2500, 3500, 5000, 6000, 7000, 8000, 20_000, 60_000]
      for (const bytes of places.filter((_bytes, index) => !few || index % 4 === 0)) {
        await link.transport.close()
        await using fresh = open(make(targetOf(sshd, {port: proxy.port, hostKeyAlias: `[${sshd.host}]:${sshd.port}`})))
        proxy.cutAfter(bytes)
        const outcome = await run(fresh.transport, 'head -c 100000 /dev/zero').then(
          ({code, stdout}) => `${code}, ${stdout.length} bytes`,
          (error: unknown) => (isGtError(error) ? error.code : String(error)),
        )
        // Before the other side has said who it is, it is tried again.
        const whole = '0, 100000 bytes'
        expect(outcome, `cut after ${bytes}`).to.be.oneOf(['GT_CONNECTION_LOST', 'GT_MACHINE_UNREACHABLE', whole])
      }
      await proxy.close()
    })
  })
}
