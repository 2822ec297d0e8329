import {expect} from 'chai'
import {chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync} from 'node:fs'
import {join} from 'node:path'
import {parseMessage} from '../../src/domain/message.js'
import {followLetter, listSent} from '../../src/use-cases/follow-mail.js'
import {listInbox} from '../../src/use-cases/list-inbox.js'
import {listQueue} from '../../src/use-cases/queue.js'
import {openMessage, requireOwn} from '../../src/use-cases/read-message.js'
import {showThread} from '../../src/use-cases/show-thread.js'
import {syncMail} from '../../src/use-cases/sync-mail.js'
import {act, inboxOf, sendAs, subjects} from '../mail-acts.js'
import {mailTowns, type MailTowns} from '../mail-towns.js'

const inbox = 'hub/beads/.gastown/mail/nux/inbox.jsonl'

async function failure(work: Promise<unknown>): Promise<{code: string; exit: number; hint: string}> {
  try {
    await work
  } catch (error) {
    return error as {code: string; exit: number; hint: string}
  }
  throw new Error('it went well')
}

describe('mail within one town', () => {
  let towns: MailTowns
  beforeEach(async () => (towns = await mailTowns(['beads/nux', 'beads/happy', 'web/sad'])))
  afterEach(() => towns.remove())

  it('is delivered, listed, read and acknowledged, and its sender sees how far it is', async () => {
    const {letter, copies} = await sendAs(towns.hub, 'mayor', 'beads/nux', {subject: 'Hello', body: 'two\nlines'})
    expect(copies).to.deep.equal([{to: 'hub:beads/nux', state: 'delivered'}])
    expect(parseMessage(towns.read(inbox))).to.include({
      id: letter.id,
      from: 'mayor',
      to: 'hub:beads/nux',
      body: 'two\nlines',
    })
    expect(await subjects(towns.hub, 'beads/nux')).to.deep.equal(['Hello'])
    const state = async (): Promise<string | undefined> => (await followLetter(towns.hub, letter.id)).copies[0]?.state
    expect(await state()).to.equal('delivered')
    await act(towns.hub, 'hub:beads/nux', letter.id.slice(0, 6), 'read')
    expect(await state()).to.equal('read')
    await act(towns.hub, 'hub:beads/nux', letter.id, 'acknowledged')
    const [copy] = (await followLetter(towns.hub, letter.id)).copies
    expect(copy?.history.map((step) => step.state)).to.deep.equal(['accepted', 'delivered', 'read', 'acknowledged'])
    expect(copy?.history.every(({at, evidence}) => !Number.isNaN(Date.parse(at)) && evidence !== '')).to.equal(true)
  })

  it('is changed by its owner alone: for anybody else reading is a peek', async () => {
    const {letter} = await sendAs(towns.hub, 'mayor', 'beads/nux')
    const other = await openMessage(towns.hub, letter.id, {identity: {address: 'hub:beads/happy', source: 'flag'}})
    expect(other.isOwn).to.equal(false)
    expect(() => requireOwn([other])).to.throw('only its owner can do that')
    await inboxOf(towns.hub, 'beads/nux')
    expect((await listInbox(towns.hub, 'beads/nux', {unreadOnly: true, limit: 5})).listed).to.have.length(1)
    expect(towns.read('hub/beads/.gastown/mail/nux/inbox.state.jsonl')).to.equal('')
  })

  it('goes to everybody else of a rig, one id, a copy each; who comes later gets none', async () => {
    const {letter, copies} = await sendAs(towns.hub, 'hub:beads/nux', 'beads/', {subject: 'All'})
    expect(copies.map(({to}) => to)).to.deep.equal(['hub:beads/happy'])
    mkdirSync(join(towns.root, 'hub/beads/late'))
    expect(await subjects(towns.hub, 'beads/late')).to.deep.equal([])
    expect((await inboxOf(towns.hub, 'beads/happy')).listed[0]?.message.id).to.equal(letter.id)
    const alone = await failure(sendAs(towns.hub, 'hub:web/sad', 'web/'))
    expect(alone).to.include({code: 'GT_MAIL_NOBODY', exit: 2})
  })

  it('goes once to whom is named twice', async () => {
    const {copies} = await sendAs(towns.hub, 'mayor', ['beads/nux', 'hub:beads/nux', 'beads/'])
    expect(copies.map(({to}) => to)).to.deep.equal(['hub:beads/nux', 'hub:beads/happy'])
    expect(towns.read(inbox).trimEnd().split('\n')).to.have.length(1)
  })

  for (const [to, code, hint] of [
    ['beads/nx', 'GT_POLECAT_NOT_FOUND', 'beads/nux'],
    ['baeds/nux', 'GT_RIG_NOT_FOUND', 'beads'],
    ['west:beads/nux', 'GT_MACHINE_NOT_FOUND', 'no machine'],
    ['beads', 'GT_ADDRESS_INVALID', 'rig/polecat'],
    ['../etc/passwd', 'GT_ADDRESS_INVALID', 'rig/polecat'],
  ] as const) {
    it(`refuses ${to}, with a hint, and accepts nothing`, async () => {
      const refused = await failure(sendAs(towns.hub, 'mayor', ['beads/nux', to]))
      expect(refused).to.include({code, exit: 2})
      expect(refused.hint).to.include(hint)
      expect(towns.read(inbox)).to.equal('')
      expect((await listQueue(towns.hub)).copies).to.deep.equal([])
    })
  }

  it('refuses a body over 16 MiB, and carries one of 16 MiB whole', async () => {
    const large = 'x'.repeat(16 * 1024 * 1024)
    expect(await failure(sendAs(towns.hub, 'mayor', 'beads/nux', {body: `${large}x`}))).to.include({
      code: 'GT_MAIL_TOO_LARGE',
      exit: 1,
    })
    const {letter} = await sendAs(towns.hub, 'mayor', 'beads/nux', {body: large})
    const {message} = await openMessage(towns.hub, letter.id, {identity: undefined})
    expect(message.body === large).to.equal(true)
  })

  it('hides no message behind a torn or foreign line, nor a torn one behind its own', async () => {
    await sendAs(towns.hub, 'mayor', 'beads/nux', {subject: 'one'})
    towns.write(inbox, `${towns.read(inbox)}not json\n{"v":7,"id":"later"}\n{"v":1,"id":"torn`)
    await sendAs(towns.hub, 'mayor', 'beads/nux', {subject: 'two'})
    const {listed, counts} = await inboxOf(towns.hub, 'beads/nux')
    expect(listed.map(({message}) => message.subject)).to.deep.equal(['two', 'one'])
    expect(counts).to.include({messages: 2, unread: 2, unreadable: 3})
  })

  it('lists by urgency, then the newest, and no more than asked', async () => {
    for (const [subject, priority] of [
      ['a', 'low'],
      ['b', 'urgent'],
      ['c', 'normal'],
      ['d', 'urgent'],
    ] as const) {
      await sendAs(towns.hub, 'mayor', 'beads/nux', {subject, priority})
    }
    expect(await subjects(towns.hub, 'beads/nux')).to.deep.equal(['d', 'b', 'c', 'a'])
    const {listed, more} = await listInbox(towns.hub, 'beads/nux', {unreadOnly: false, limit: 3})
    expect([listed.map(({message}) => message.subject).join(''), more]).to.deep.equal(['dbc', 1])
  })

  it('joins threads, of what came and what was sent', async () => {
    const {letter} = await sendAs(towns.hub, 'mayor', 'beads/nux', {subject: 'Task'})
    await sendAs(towns.hub, 'hub:beads/nux', 'mayor', {subject: 'Re: Task', replyTo: letter.id, thread: letter.id})
    await act(towns.hub, 'hub:beads/nux', letter.id, 'archived')
    const {messages} = await showThread(towns.hub, letter.id, {identity: undefined, limit: 10})
    expect(messages.map(({subject, to}) => [subject, ...to])).to.deep.equal([
      ['Task', 'hub:beads/nux'],
      ['Re: Task', 'mayor'],
    ])
  })

  it('lists what one sent, and what anybody did', async () => {
    await sendAs(towns.hub, 'mayor', 'beads/nux', {subject: 'a'})
    await sendAs(towns.hub, 'hub:beads/nux', 'mayor', {subject: 'b'})
    const own = await listSent(towns.hub, {from: 'mayor', limit: 5})
    expect(own.letters.map(({letter}) => letter.subject)).to.deep.equal(['a'])
    const all = await listSent(towns.hub, {from: undefined, limit: 1})
    expect([all.letters.map(({letter}) => letter.subject), all.more]).to.deep.equal([['b'], 1])
  })

  it('keeps the mail of a polecat that is gone, for one that is made again', async () => {
    await sendAs(towns.hub, 'mayor', 'beads/nux', {subject: 'before'})
    rmSync(join(towns.root, 'hub/beads/nux'), {recursive: true})
    expect(await failure(sendAs(towns.hub, 'mayor', 'beads/nux'))).to.include({code: 'GT_POLECAT_NOT_FOUND'})
    mkdirSync(join(towns.root, 'hub/beads/nux'))
    expect(await subjects(towns.hub, 'beads/nux')).to.deep.equal(['before'])
  })

  describe('that cannot be written', () => {
    const box = (): string => join(towns.root, 'hub/beads/.gastown/mail/nux')

    it('waits where the inbox is a link out of the town, and is delivered once that is gone', async () => {
      mkdirSync(box())
      towns.write('elsewhere', '')
      symlinkSync(join(towns.root, 'elsewhere'), join(box(), 'inbox.jsonl'))
      const {copies} = await sendAs(towns.hub, 'mayor', 'beads/nux', {subject: 'one'})
      expect(copies[0]).to.include({state: 'accepted'})
      expect(copies[0]?.reason).to.include('no regular file')
      await sendAs(towns.hub, 'mayor', 'beads/nux', {subject: 'two'})
      expect((await listQueue(towns.hub)).copies).to.have.length(2)
      expect(towns.read('elsewhere')).to.equal('')
      rmSync(join(box(), 'inbox.jsonl'))
      expect(await syncMail(towns.hub)).to.include({delivered: 2, waiting: 0})
      expect(await subjects(towns.hub, 'beads/nux')).to.deep.equal(['two', 'one'])
    })

    it('waits where the folder leads out of the town', async () => {
      mkdirSync(join(towns.root, 'outside'))
      symlinkSync(join(towns.root, 'outside'), box())
      const {copies} = await sendAs(towns.hub, 'mayor', 'beads/nux')
      expect(copies[0]?.reason).to.include('leads out of the town')
      expect(readdirSync(join(towns.root, 'outside'))).to.deep.equal([])
    })

    it('waits where the inbox may not be written', async function () {
      if (process.getuid?.() === 0) {
        // Root may write everything: a folder in its place is what it cannot.
        mkdirSync(join(box(), 'inbox.jsonl'), {recursive: true})
      } else {
        await sendAs(towns.hub, 'mayor', 'beads/nux')
        chmodSync(join(box(), 'inbox.jsonl'), 0o400)
      }
      const {copies} = await sendAs(towns.hub, 'mayor', 'beads/nux')
      expect(copies[0]).to.include({state: 'accepted'})
      expect((await listQueue(towns.hub)).copies).to.have.length(1)
      // Whoever syncs is told why, and of what was delivered all the same.
      await sendAs(towns.hub, 'beads/nux', 'mayor', {subject: 'two'})
      const {waiting, problems} = await syncMail(towns.hub)
      expect(waiting).to.equal(1)
      expect(problems.map(({mailbox}) => mailbox)).to.include('hub:beads/nux')
    })
  })
})
