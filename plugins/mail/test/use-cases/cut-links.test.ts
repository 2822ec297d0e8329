import {expect} from 'chai'
import type {Connection} from '@gt-town/contract'
import {LocalConnection} from '@gt-town/connection-local'
import {connectMachine} from '@gt-town/connection-ssh'
import {targetOf} from '../../../../packages/connection-ssh/test/targets.js'
import {few, rounds} from '../../../../test/support/rounds.js'
import {startSshd, type Sshd} from '../../../../test/support/sshd.js'
import {startTcpProxy, type TcpProxy} from '../../../../test/support/tcp-proxy.js'
import {listSent} from '../../src/use-cases/follow-mail.js'
import {syncMail} from '../../src/use-cases/sync-mail.js'
import {sendAs, subjects} from '../mail-acts.js'
import {mailTowns, type MailTowns} from '../mail-towns.js'

/** At so many places of a sync, in the order of its bytes, the link is cut, or stands still and is cut then. */
const places = rounds(2, 120)
const stillMs = 300

describe('mail over a link that breaks', function () {
  this.timeout(rounds(180_000, 3_600_000))
  let sshd: Sshd
  let proxy: TcpProxy
  let towns: MailTowns
  let open: Connection[] = []
  before(async () => {
    sshd = await startSshd()
    proxy = await startTcpProxy(sshd)
  })
  after(async () => {
    await proxy.close()
    await sshd.stop()
  })
  afterEach(async () => {
    await closeAll()
    towns.remove()
  })

  for (const how of ['cut', 'still, then cut', 'gone with its sshd'] as const) {
    it(`that is ${how} after any number of bytes: what was accepted arrives once, in order, and every state is true`, async () => {
      towns = await mailTowns(['beads/nux', 'west:web/ann'], (connection, machine) => {
        if (machine !== 'west') return connection
        const alias = `[${sshd.host}]:${sshd.port}`
        const over = connectMachine(
          new LocalConnection(),
          targetOf(sshd, {port: proxy.port, hostKeyAlias: alias, connectTimeoutMs: 5000}),
        )
        open.push(over)
        return over
      })
      const whole = await bytesOf(async () => roundOf(0))
      let failed = 0
      for (let place = 1; place <= places; place++) {
        const bytes = Math.floor((whole * place) / (places + 1))
        let back: Promise<void> | undefined
        if (how === 'cut') proxy.cutAfter(bytes)
        else if (how === 'still, then cut') onBytes(bytes, standStill)
        else onBytes(bytes, () => void (back = sshd.restart()))
        await roundOf(place)
        const {machines} = await syncMail(towns.hub)
        if (machines.some(({error}) => error !== undefined)) failed++
        await back
        proxy.cutAfter(Infinity)
        proxy.thaw()
        proxy.cut()
        await closeAll()
      }
      expect(failed, 'no sync ever failed').to.be.greaterThan(few ? 0 : places / 4)
      for (let round = 0; round < 2; round++) await syncMail(towns.hub)
      const expected = Array.from({length: places + 1}, (_, round) => [`${round} a`, `${round} b`]).flat()
      expect((await subjects(towns.at('west'), 'web/ann')).toReversed()).to.deep.equal(expected)
      expect((await subjects(towns.hub, 'mayor')).toReversed()).to.deep.equal(expected)
      const {letters} = await listSent(towns.hub, {from: 'hub:beads/nux', limit: 10_000})
      expect(letters).to.have.length(expected.length)
      expect(letters.flatMap(({copies}) => copies.map(({state}) => state))).to.deep.equal(
        expected.map(() => 'delivered'),
      )
      if (!few)
        console.log(`      ${failed} of ${places} syncs failed; ${2 * expected.length} messages: all there, once`)
    })
  }

  /** Two messages each way, which the link carries when it can. */
  async function roundOf(round: number): Promise<void> {
    const west = {...towns.at('west'), home: {...towns.at('west').home, connection: new LocalConnection()}}
    for (const letter of ['a', 'b']) {
      await sendAs(west, 'west:web/ann', 'mayor', {subject: `${round} ${letter}`})
      await sendAs(towns.hub, 'hub:beads/nux', 'west:web/ann', {subject: `${round} ${letter}`})
    }
  }

  async function bytesOf(work: () => Promise<void>): Promise<number> {
    const before = proxy.bytes
    await work()
    await syncMail(towns.hub)
    await closeAll()
    return proxy.bytes - before
  }

  /** Once so many more bytes went through. */
  function onBytes(bytes: number, strike: () => void): void {
    const until = proxy.bytes + bytes
    const timer = setInterval(() => {
      if (proxy.bytes < until) return
      clearInterval(timer)
      strike()
    }, 1)
    timer.unref()
  }

  function standStill(): void {
    proxy.freeze()
    setTimeout(() => proxy.cut(), stillMs)
  }

  async function closeAll(): Promise<void> {
    const before = open
    open = []
    for (const connection of before) await connection[Symbol.asyncDispose]()
  }
})
