import {expect} from 'chai'
import {rmSync, statSync} from 'node:fs'
import {join} from 'node:path'
import type {Connection} from '@gt-town/contract'
import {pause} from '@gt-town/waiting'
import {hookDocument} from '../../src/domain/hooks.js'
import {mailboxOf} from '../../src/operations/mail-place.js'
import {countInbox} from '../../src/operations/count-inbox.js'
import {compact} from '../../src/operations/compact.js'
import {followLetter} from '../../src/use-cases/follow-mail.js'
import {awaitMail, watchMail} from '../../src/use-cases/await-mail.js'
import {checkMail} from '../../src/use-cases/check-mail.js'
import {openMessage} from '../../src/use-cases/read-message.js'
import {unreadMail} from '../../src/use-cases/unread-mail.js'
import {act, inboxOf, sendAs, subjects} from '../mail-acts.js'
import {mailTowns, type MailTowns} from '../mail-towns.js'

const address = 'hub:beads/nux'
const box = 'hub/beads/.gastown/mail/nux'

/** Tells of whatever is asked of a connection. */
function countingCalls(connection: Connection, note: () => void): Connection {
  return new Proxy(connection, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...words: unknown[]): unknown => {
        note()
        return Reflect.apply(value, target, words) as unknown
      }
    },
  })
}

describe('mail for agents', () => {
  let towns: MailTowns
  beforeEach(async () => (towns = await mailTowns(['beads/nux', 'beads/happy'])))
  afterEach(() => towns.remove())

  const check = async (emit?: (text: string) => Promise<void>): Promise<{told: number; left: number; text: string}> => {
    let text = ''
    const answer = await checkMail(towns.hub, {
      ...{address, evidence: 'a test', form: hookDocument('plain', undefined, {isLoop: false}) ?? String},
      emit: emit ?? (async (document) => Promise.resolve(void (text += document))),
    })
    return {...answer, text}
  }

  it('is told of once; reading it elsewhere makes it nothing to tell of', async () => {
    const {letter} = await sendAs(towns.hub, 'mayor', 'beads/nux', {subject: 'one'})
    const {letter: read} = await sendAs(towns.hub, 'mayor', 'beads/nux', {subject: 'two'})
    await act(towns.hub, address, read.id, 'read')
    const first = await check()
    expect([first.told, first.left]).to.deep.equal([1, 0])
    expect(first.text).to.include('one').and.not.include('two')
    expect(await check()).to.deep.equal({told: 0, left: 0, text: ''})
    expect((await inboxOf(towns.hub, 'beads/nux')).counts).to.include({unread: 1, unannounced: 0})
    expect((await followLetter(towns.hub, letter.id)).copies[0]?.state).to.equal('announced')
  })

  it('is told of again where nobody saw it: what was not written is not announced', async () => {
    await sendAs(towns.hub, 'mayor', 'beads/nux')
    const broken = async (): Promise<void> => Promise.reject(new Error('the pipe is closed'))
    let thrown = ''
    await check(broken).catch((error: unknown) => (thrown = String(error)))
    expect(thrown).to.include('the pipe is closed')
    expect((await check()).told).to.equal(1)
  })

  it('that does not fit is told of the next time, the most urgent first', async () => {
    await sendAs(towns.hub, 'mayor', 'beads/nux')
    const lines = Array.from({length: 60}, (_, at) =>
      JSON.stringify({id: `m${at}`, subject: `${at} ${'x'.repeat(180)}`, priority: at === 59 ? 'urgent' : 'low'}),
    )
    towns.write(join(box, 'inbox.jsonl'), lines.map((line) => `${line}\n`).join(''))
    const first = await check()
    expect(first.text).to.include('59 x')
    expect(first.told + first.left).to.equal(60)
    expect(first.left).to.be.greaterThan(0)
    let told = first.told
    for (let round = 0; round < 5 && told < 60; round++) told += (await check()).told
    expect(told).to.equal(60)
    expect((await check()).told).to.equal(0)
  })

  it('is told of once by two checks at once', async () => {
    await sendAs(towns.hub, 'mayor', 'beads/nux')
    const answers = await Promise.all([check(), check(), check()])
    expect(answers.map(({told}) => told).sort()).to.deep.equal([0, 0, 1])
  })

  it('ends a wait, also for a mailbox that was not there, and nothing is asked meanwhile', async () => {
    towns.remove()
    let asked = 0
    towns = await mailTowns(['beads/nux'], (connection) => countingCalls(connection, () => asked++))
    const waiting = awaitMail(towns.hub, address, 60_000)
    // Until it listens; then a while, in which it would ask again were it polling.
    for (let before = -1; before !== asked;) {
      before = asked
      await pause(1500)
    }
    const quiet = asked
    await pause(1500)
    expect(asked).to.equal(quiet)
    await sendAs(towns.hub, 'mayor', 'beads/nux')
    expect(await waiting).to.equal(1)
    expect(await awaitMail(towns.hub, address, 20_000)).to.equal(1)
  })

  it('that does not come ends a wait at its timeout', async () => {
    expect(await awaitMail(towns.hub, address, 300)).to.equal(0)
  })

  it('is reported by a watch as it arrives, once, from then on', async () => {
    await sendAs(towns.hub, 'mayor', 'beads/nux', {subject: 'before'})
    const abort = new AbortController()
    const seen: string[] = []
    const watching = watchMail({...towns.hub, signal: abort.signal}, address, ({subject}) => seen.push(subject))
    // Only what comes once it watches is reported.
    let sent = 0
    while (seen.length < 3) await sendAs(towns.hub, 'mayor', 'beads/nux', {subject: `${sent++}`})
    abort.abort()
    await watching
    const first = Number(seen[0])
    expect(seen).to.deep.equal(seen.map((_subject, at) => `${first + at}`))
  })

  it('is counted without reading all of a large inbox again', async () => {
    const lines = Array.from(
      {length: 2000},
      (_, at) => `${JSON.stringify({v: 1, id: `m${at}`, from: 'mayor', body: 'x'.repeat(50)})}\n`,
    )
    await sendAs(towns.hub, 'mayor', 'beads/nux')
    towns.write(join(box, 'inbox.jsonl'), lines.join(''))
    const mailbox = mailboxOf(towns.hub.home.workspace, address)
    const {connection} = towns.hub.home
    expect(await countInbox(connection, mailbox)).to.include({messages: 2000, unread: 2000})
    // Were it read again, the first line would be missed now: it is not counted from bytes that were counted.
    const spoiled = `${'#'.repeat((lines[0]?.length ?? 1) - 1)}\n`
    const {ino} = statSync(join(towns.root, box, 'inbox.jsonl'))
    towns.write(join(box, 'inbox.jsonl'), [spoiled, ...lines.slice(1)].join(''))
    expect(statSync(join(towns.root, box, 'inbox.jsonl')).ino).to.equal(ino)
    await sendAs(towns.hub, 'mayor', 'beads/nux')
    expect(await countInbox(connection, mailbox)).to.include({messages: 2001, unread: 2001, unreadable: 0})
    const counted = async (): Promise<string> => {
      const {messages, unread, unannounced} = await countInbox(connection, mailbox)
      return `${messages} ${unread} ${unannounced}`
    }
    await act(towns.hub, address, 'm7', 'read')
    expect(await counted()).to.equal('2001 2000 2000')
    expect((await check()).told).to.be.greaterThan(1)
    await act(towns.hub, address, 'm8', 'acknowledged')
    const {letter} = await sendAs(towns.hub, 'mayor', 'beads/nux')
    await act(towns.hub, address, letter.id, 'archived')
    const [, unread, unannounced] = (await counted()).split(' ').map(Number)
    rmSync(join(towns.root, box, 'inbox.index.json'))
    // The same as when all is counted again, but for the line that was spoiled.
    const {messages, ...again} = await countInbox(connection, mailbox)
    expect([messages, again.unread, again.unannounced, again.unreadable]).to.deep.equal([
      ...[2001, (unread ?? 0) - 1, (unannounced ?? 0) - 1, 1],
    ])
  })

  it('that is archived moves to the archive, everything else stays byte by byte, and all is found', async () => {
    const {letter: old} = await sendAs(towns.hub, 'mayor', 'beads/nux', {subject: 'old', body: 'kept'})
    await sendAs(towns.hub, 'mayor', 'beads/nux', {subject: 'new'})
    const odd = Buffer.concat([
      Buffer.from(towns.read(join(box, 'inbox.jsonl'))),
      Buffer.from([0xff, 0x00, 0x0a]),
      Buffer.from('{"torn'),
    ])
    towns.write(join(box, 'inbox.jsonl'), odd)
    await act(towns.hub, address, old.id, 'read', 'archived')
    const mailbox = mailboxOf(towns.hub.home.workspace, address)
    const options = {now: Date.now(), force: true}
    expect(await compact(towns.hub.home, mailbox, {now: Date.now()})).to.equal(0)
    expect(await compact(towns.hub.home, mailbox, options)).to.equal(1)
    expect(await compact(towns.hub.home, mailbox, options)).to.equal(0)
    const left = odd.subarray(odd.indexOf('\n') + 1)
    expect(Buffer.from(towns.read(join(box, 'inbox.jsonl')))).to.deep.equal(Buffer.from(left.toString()))
    expect(await subjects(towns.hub, 'beads/nux')).to.deep.equal(['new'])
    expect((await openMessage(towns.hub, old.id, {identity: undefined})).message.body).to.equal('kept')
    expect((await followLetter(towns.hub, old.id)).copies[0]?.state).to.equal('read')
    expect(towns.read(join(box, 'inbox.state.jsonl'))).to.equal('')
  })

  it('is part of the status: unread mail, and what waits', async () => {
    await sendAs(towns.hub, 'mayor', ['beads/nux', 'beads/happy'])
    const {mailboxes, waiting} = await unreadMail(towns.hub.home)
    expect(mailboxes.map((found) => `${found.address} ${found.unread}`)).to.deep.equal(['beads/happy 1', 'beads/nux 1'])
    expect(waiting).to.equal(0)
  })
})
