import {expect} from 'chai'
import type {OutboxEntry} from '../src/domain/outbox-entry.js'
import type {MailTransport} from '../src/operations/transport.js'

/** A machine with the polecats web/ann and web/bob, and what tests need to see of it. */
export interface TransportSubject {
  readonly transport: MailTransport
  /** lines of the mailbox of an address; of what was sent from there where undefined */
  lines(to: string | undefined): Promise<string[]>
  /** puts entries into the outbox there, as gt there does */
  post(entries: readonly OutboxEntry[]): Promise<void>
  /** what is in the outbox there */
  outbox(): Promise<OutboxEntry[]>
  /** from now on the machine cannot be reached */
  cut(): Promise<void>
  dispose(): Promise<void>
}

const line = (number: number, text = ''): string => JSON.stringify({v: 1, id: String(number).padStart(16, '0'), text})

/** What every way for mail to travel has to keep. */
export function transportSuite(name: string, make: () => Promise<TransportSubject>): void {
  describe(`mail transport: ${name}`, function () {
    this.timeout(60_000)
    let subject: TransportSubject
    beforeEach(async () => (subject = await make()))
    afterEach(async () => subject.dispose())
    const deliver = async (to: string | undefined, ...lines: string[]): Promise<string | undefined> =>
      (await subject.transport.deliver([{to, lines}]))[0]?.state

    it('MUST put lines into a mailbox, in order, and say so', async () => {
      expect(await deliver('west:web/ann', line(1), line(2))).to.equal('delivered')
      expect(await deliver('west:web/ann', line(3))).to.equal('delivered')
      expect(await subject.lines('west:web/ann')).to.deep.equal([line(1), line(2), line(3)])
    })

    it('MUST put each line there once, however often it is delivered', async () => {
      await deliver('west:web/ann', line(1), line(2))
      expect(await deliver('west:web/ann', line(2), line(3))).to.equal('delivered')
      expect(await subject.lines('west:web/ann')).to.deep.equal([line(1), line(2), line(3)])
    })

    it('MUST take lines that differ for two, whatever their ids', async () => {
      await deliver('west:web/ann', line(1, 'a'))
      await deliver('west:web/ann', line(1, 'b'))
      expect(await subject.lines('west:web/ann')).to.have.length(2)
    })

    it('MUST answer for each mailbox on its own, and say who is not there', async () => {
      const outcomes = await subject.transport.deliver([
        {to: 'west:web/bob', lines: [line(1)]},
        {to: 'west:web/nobody', lines: [line(1)]},
        {to: undefined, lines: [line(2)]},
      ])
      expect(outcomes.map(({state}) => state)).to.deep.equal(['delivered', 'unknown', 'delivered'])
      expect(await subject.lines('west:web/bob')).to.deep.equal([line(1)])
      expect(await subject.lines(undefined)).to.deep.equal([line(2)])
    })

    it('MUST carry much: many lines, long ones', async () => {
      const lines = Array.from({length: 2500}, (_, at) => line(at, at % 500 === 0 ? 'x'.repeat(300_000) : 'y'))
      expect(await deliver('west:web/ann', ...lines)).to.equal('delivered')
      expect(await subject.lines('west:web/ann')).to.deep.equal(lines)
    })

    it('MUST offer what waits there for others, and forget it only once it was taken', async () => {
      await subject.post([
        letter(1, ['east:web/cy', 'west:web/bob']),
        letter(2, ['west:web/bob']),
        letter(3, ['mayor']),
      ])
      const failed = subject.transport.collect(async () => Promise.reject(new Error('the disk is full')))
      expect(await failed.catch((error: unknown) => String(error))).to.include('the disk is full')
      const taken: OutboxEntry[] = []
      await subject.transport.collect(async (entries) => Promise.resolve(void taken.push(...entries)))
      expect(taken.map((entry) => entry.kind === 'letter' && entry.waiting.join())).to.deep.equal([
        'east:web/cy',
        'mayor',
      ])
      // Whole, for those who get it as for those who wait.
      expect(taken.map((entry) => entry.kind === 'letter' && entry.letter.body)).to.deep.equal(['body 1', 'body 3'])
      const left = await subject.outbox()
      expect(left.map((entry) => entry.kind === 'letter' && entry.letter.body)).to.deep.equal(['body 1', 'body 2'])
      expect(left.map((entry) => entry.kind === 'letter' && entry.waiting.join())).to.deep.equal([
        'west:web/bob',
        'west:web/bob',
      ])
      let offered = 0
      await subject.transport.collect(async (entries) => Promise.resolve(void (offered += entries.length)))
      expect(offered).to.equal(0)
    })

    it('MUST fail where the machine cannot be reached', async () => {
      await subject.cut()
      const attempts = [
        subject.transport.deliver([{to: 'west:web/ann', lines: [line(1)]}]),
        subject.transport.collect(async () => Promise.resolve()),
      ]
      for (const {status} of await Promise.allSettled(attempts)) expect(status).to.equal('rejected')
    })
  })
}

function letter(number: number, to: readonly string[]): OutboxEntry {
  const id = String(number).padStart(16, '0')
  const at = `2026-11-28T12:00:0${number}.000Z`
  return {
    ...{kind: 'letter', id, recipients: to, waiting: to, accepted_at: at},
    letter: {
      ...{
        id,
        from: 'west:web/ann',
        from_by: 'flag',
        subject: 's',
        body: `body ${number}`,
        type: 'message',
        priority: 'normal',
      },
      ...{thread_id: id, created_at: at},
    },
  }
}
