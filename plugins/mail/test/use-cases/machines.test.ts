import {expect} from 'chai'
import {readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {printEntry, type LetterEntry} from '../../src/domain/outbox-entry.js'
import {followLetter} from '../../src/use-cases/follow-mail.js'
import {dropWaiting, listQueue, retryDead} from '../../src/use-cases/queue.js'
import {openMessage} from '../../src/use-cases/read-message.js'
import {syncMail} from '../../src/use-cases/sync-mail.js'
import {act, inboxOf, sendAs, subjects} from '../mail-acts.js'
import {mailTowns, type MailTowns} from '../mail-towns.js'

const day = 86_400_000

describe('mail between machines', () => {
  let towns: MailTowns
  beforeEach(async () => (towns = await mailTowns(['beads/nux', 'west:web/ann', 'west:web/bob', 'east:web/cy'])))
  afterEach(() => towns.remove())

  it('goes from the hub to a machine at once, and word of it comes back with the next sync', async () => {
    const {letter, copies} = await sendAs(towns.hub, 'mayor', 'west:web/ann', {subject: 'Go'})
    expect(copies).to.deep.equal([{to: 'west:web/ann', state: 'delivered'}])
    const west = towns.at('west')
    expect(await subjects(west, 'web/ann')).to.deep.equal(['Go'])
    await act(west, 'west:web/ann', letter.id, 'read', 'acknowledged')
    const state = async (): Promise<string | undefined> => (await followLetter(towns.hub, letter.id)).copies[0]?.state
    expect(await state()).to.equal('delivered')
    await syncMail(towns.hub)
    expect(await state()).to.equal('acknowledged')
    expect(readdirSync(join(towns.root, 'west/mayor/mail/outbox/new'))).to.deep.equal([])
  })

  it('goes from machine to machine through the hub in one sync, and the sender there learns of it', async () => {
    const west = towns.at('west')
    const body = 'first\nlast'
    const to = ['east:web/cy', 'mayor', 'web/bob']
    const {letter, copies} = await sendAs(west, 'west:web/ann', to, {subject: 'Hi', body})
    expect((await followLetter(west, letter.id)).letter.body).to.equal(body)
    expect(copies.map(({state}) => state)).to.deep.equal(['accepted', 'accepted', 'delivered'])
    expect(await syncMail(towns.hub)).to.include({delivered: 2, waiting: 0})
    const [message] = (await inboxOf(towns.at('east'), 'web/cy')).listed
    expect(message?.message).to.include({from: 'west:web/ann', collected_from: 'west', to: 'east:web/cy'})
    expect(await subjects(towns.hub, 'mayor')).to.deep.equal(['Hi'])
    const followed = await followLetter(west, letter.id)
    expect(followed.letter.body).to.equal(body)
    for (const there of [towns.hub, west, towns.at('east')]) {
      expect((await openMessage(there, letter.id, {identity: undefined})).message.body).to.equal(body)
    }
    expect(followed.copies.map(({to, state}) => `${to} ${state}`)).to.deep.equal([
      'east:web/cy delivered',
      'mayor delivered',
      'west:web/bob delivered',
    ])
    await act(towns.at('east'), 'east:web/cy', letter.id, 'acknowledged')
    await syncMail(towns.hub)
    expect((await followLetter(west, letter.id)).copies[0]?.state).to.equal('acknowledged')
    for (const town of ['hub', 'west', 'east']) {
      expect(readdirSync(join(towns.root, town, 'mayor/mail/outbox/new')), town).to.deep.equal([])
    }
  })

  it('reaches everybody of a rig there', async () => {
    const {copies} = await sendAs(towns.hub, 'mayor', 'west:web/')
    expect(copies.map(({to, state}) => `${to} ${state}`)).to.deep.equal([
      'west:web/ann delivered',
      'west:web/bob delivered',
    ])
  })

  it('waits while a machine is down, says so, and arrives in order when it is back', async () => {
    towns.down.add('west')
    const {copies} = await sendAs(towns.hub, 'mayor', 'west:web/ann', {subject: '1'})
    expect(copies[0]).to.deep.include({state: 'accepted', reason: 'west does not answer'})
    towns.clock.ahead += 3_600_000
    await sendAs(towns.hub, 'mayor', 'west:web/ann', {subject: '2'})
    // The clock is set back: what is sent then still comes last.
    towns.clock.ahead -= 7_200_000
    await sendAs(towns.hub, 'mayor', 'west:web/ann', {subject: '3'})
    const queue = await listQueue(towns.hub)
    expect(queue.copies.map(({subject, reason}) => `${subject} ${reason}`)).to.deep.equal(
      ['1', '2', '3'].map((subject) => `${subject} west does not answer`),
    )
    expect(queue.copies.every(({next}) => next !== undefined)).to.equal(true)
    const failed = await syncMail(towns.hub)
    expect(failed.machines.find(({machine}) => machine === 'west')?.error).to.equal('west does not answer')
    towns.down.delete('west')
    expect(await syncMail(towns.hub)).to.include({delivered: 3, waiting: 0})
    expect((await subjects(towns.at('west'), 'web/ann')).reverse()).to.deep.equal(['1', '2', '3'])
  })

  it('is given up after its time: the sender is told, the letter is kept and can be tried again', async () => {
    towns.down.add('west')
    const {letter} = await sendAs(towns.hub, 'hub:beads/nux', 'west:web/ann', {subject: 'Old', body: 'the text'})
    towns.clock.ahead += 6 * day
    expect(await syncMail(towns.hub)).to.include({dead: 1, waiting: 0})
    const [bounce] = (await inboxOf(towns.hub, 'beads/nux')).listed
    expect(bounce?.message).to.include({subject: 'Not delivered: Old', reply_to: letter.id, from_by: 'gt'})
    expect((await followLetter(towns.hub, letter.id)).copies[0]).to.include({state: 'dead'})
    expect((await listQueue(towns.hub)).copies.map(({state}) => state)).to.deep.equal(['dead'])
    towns.down.delete('west')
    expect(await retryDead(towns.hub, letter.id)).to.equal(1)
    await syncMail(towns.hub)
    const {message} = await openMessage(towns.at('west'), letter.id, {identity: undefined})
    expect(message.body).to.equal('the text')
    expect((await followLetter(towns.hub, letter.id)).copies[0]?.state).to.equal('delivered')
  })

  it('for nobody there is told to the sender at once', async () => {
    towns.down.add('west')
    await sendAs(towns.hub, 'hub:beads/nux', 'west:web/nobody')
    towns.down.delete('west')
    expect(await syncMail(towns.hub)).to.include({dead: 1, waiting: 0})
    const [bounce] = (await inboxOf(towns.hub, 'beads/nux')).listed
    expect(bounce?.message.subject).to.equal('Not delivered: Subject')
  })

  it('can be given up by hand, and is kept', async () => {
    towns.down.add('west')
    const {letter} = await sendAs(towns.hub, 'mayor', 'west:web/ann')
    expect(await dropWaiting(towns.hub, letter.id.slice(0, 8))).to.deep.equal({id: letter.id, to: ['west:web/ann']})
    expect((await listQueue(towns.hub)).copies.map(({state}) => state)).to.deep.equal(['dead'])
  })

  it('claims what it likes of its sender: the hub notes where it came from', async () => {
    const west = towns.at('west')
    const {letter} = await sendAs(west, 'west:web/ann', 'hub:beads/nux')
    const folder = 'west/mayor/mail/outbox/new'
    const [name = ''] = readdirSync(join(towns.root, folder))
    const forged = towns.read(join(folder, name)).replace('"from":"west:web/ann"', '"from":"east:web/cy"')
    towns.write(join(folder, name), forged)
    await syncMail(towns.hub)
    const {message} = await openMessage(towns.hub, letter.id, {identity: undefined})
    expect(message).to.include({from: 'east:web/cy', collected_from: 'west'})
  })

  it('is never led astray by what stands in the outbox of a machine', async () => {
    const west = towns.at('west')
    await sendAs(west, 'west:web/ann', 'hub:beads/nux', {subject: 'good'})
    const folder = join(towns.root, 'west/mayor/mail/outbox/new')
    const letter = {
      ...({id: '0123456789abcdef', from: 'west:web/ann', from_by: 'flag', subject: 'bad', body: ''} as const),
    }
    const entry: LetterEntry = {
      ...{kind: 'letter', id: letter.id, recipients: [], waiting: [], accepted_at: new Date().toISOString()},
      letter: {...letter, type: 'message', priority: 'normal', thread_id: letter.id, created_at: ''},
    }
    const lines = [
      printEntry({...entry, waiting: ['hub:../../etc'], recipients: ['hub:../../etc']}),
      printEntry({...entry, waiting: ['hub:beads/'], recipients: ['hub:beads/']}),
      printEntry(entry).replace('0123456789abcdef', '../../../x'),
      'not json',
    ]
    lines.forEach((line, at) => writeFileSync(join(folder, `000000000000000${at}-00000000000${at}.jsonl`), `${line}\n`))
    await syncMail(towns.hub)
    expect(await subjects(towns.hub, 'beads/nux')).to.deep.equal(['good'])
    // What gt cannot read it leaves where it is, also beside what it can.
    const mixed = join(folder, '9000000000000000-000000000009.jsonl')
    const good = printEntry({
      ...entry,
      id: 'fedcba9876543210',
      recipients: ['mayor'],
      waiting: ['mayor'],
      letter: {...entry.letter, id: 'fedcba9876543210'},
    })
    writeFileSync(mixed, `odd\n${good}\n`)
    for (let round = 0; round < 2; round++) await syncMail(towns.hub)
    expect(readFileSync(mixed, 'utf8')).to.equal('odd\n')
    expect(await subjects(towns.hub, 'mayor')).to.deep.equal(['bad'])
    expect(towns.read('west/mayor/mail/sent.jsonl').match(/delivered/g)).to.have.length(2)
    rmSync(mixed)
    expect(readdirSync(folder)).to.have.length(4)
  })

  it('is not collected from a machine that belongs to another hub', async () => {
    const west = towns.at('west')
    await sendAs(west, 'west:web/ann', 'mayor')
    const {home, ...rest} = towns.hub
    const moved = {...home, workspace: {...home.workspace, root: join(towns.root, 'east')}}
    const other = {...rest, home: moved}
    const {machines} = await syncMail(other, ['west'])
    expect(machines[0]?.error).to.include('a machine of')
    expect(readdirSync(join(towns.root, 'west/mayor/mail/outbox/new'))).to.have.length(1)
    await syncMail(towns.hub)
    expect(await subjects(towns.hub, 'mayor')).to.have.length(1)
  })

  it('stays queued, and is told, when its machine is removed', async () => {
    towns.down.add('west')
    await sendAs(towns.hub, 'mayor', 'west:web/ann')
    const without = {...towns.hub, machines: {...towns.hub.machines, names: async () => Promise.resolve(['east'])}}
    expect(await syncMail(without)).to.include({waiting: 1})
    const [copy] = (await listQueue(without)).copies
    expect(copy).to.include({to: 'west:web/ann', state: 'waiting'})
    expect(copy?.reason).to.include('no machine west any more')
  })

  it('is carried by two syncs at once as by one', async () => {
    const west = towns.at('west')
    for (let at = 0; at < 20; at++) await sendAs(west, 'west:web/ann', 'east:web/cy', {subject: `${at}`})
    await Promise.all([syncMail(towns.hub), syncMail(towns.hub), syncMail(towns.hub)])
    await syncMail(towns.hub)
    expect((await subjects(towns.at('east'), 'web/cy')).reverse()).to.deep.equal(
      Array.from({length: 20}, (_, at) => `${at}`),
    )
    expect(towns.read('east/web/.gastown/mail/cy/inbox.jsonl').trimEnd().split('\n')).to.have.length(20)
  })
})
