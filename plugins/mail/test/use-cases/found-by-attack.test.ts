import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {hookDocument} from '../../src/domain/hooks.js'
import {compact} from '../../src/operations/compact.js'
import {countInbox} from '../../src/operations/count-inbox.js'
import {mailboxOf} from '../../src/operations/mail-place.js'
import {checkMail} from '../../src/use-cases/check-mail.js'
import {followLetter} from '../../src/use-cases/follow-mail.js'
import {listQueue, retryDead} from '../../src/use-cases/queue.js'
import {noteOwn, openMessages} from '../../src/use-cases/read-message.js'
import {syncMail} from '../../src/use-cases/sync-mail.js'
import {act, sendAs, subjects} from '../mail-acts.js'
import {mailTowns, type MailTowns} from '../mail-towns.js'

const address = 'hub:beads/nux'
const box = 'hub/beads/.gastown/mail/nux'
const waiting = 'hub/mayor/mail/outbox/new'

/** What broke a promise once. */
describe('mail, where it was attacked', () => {
  let towns: MailTowns
  beforeEach(async () => (towns = await mailTowns(['beads/nux', 'beads/happy', 'west:web/ann'])))
  afterEach(() => towns.remove())

  const check = async (): Promise<number> => {
    const form = hookDocument('plain', undefined, {isLoop: false}) ?? String
    const emit = async (): Promise<void> => Promise.resolve()
    return (await checkMail(towns.hub, {address, form, emit, evidence: 'a test'})).told
  }

  for (const from of ['x/../../../../../../../outside', 'a/b', 'no\u0000pe', '\n\u001b[2J', '', 'local']) {
    it(`makes no path of where a line says that it came from: ${JSON.stringify(from)}`, async () => {
      const line = {v: 1, id: 'odd1', from: 'beads/happy', to: address, subject: 's', body: 'b', collected_from: from}
      await sendAs(towns.hub, 'mayor', 'beads/nux')
      appendFileSync(join(towns.root, box, 'inbox.jsonl'), `${JSON.stringify(line)}\n`)
      const before = readdirSync(join(towns.root, 'hub/mayor/mail'), {recursive: true}).length
      expect([await check(), await check()]).to.deep.equal([2, 0])
      await act(towns.hub, address, 'odd1', 'acknowledged')
      expect(existsSync(join(towns.root, '..', 'outside.jsonl'))).to.equal(false)
      expect(readdirSync(join(towns.root, 'hub/mayor/mail'), {recursive: true})).to.have.length(before)
    })
  }

  it('acts on many at once, in the inbox and in the archive, by ids that are whole or begun', async () => {
    const letters = []
    for (const subject of ['one', 'two', 'three'])
      letters.push(await sendAs(towns.hub, 'mayor', 'beads/nux', {subject}))
    const ids = letters.map(({letter}) => letter.id)
    await act(towns.hub, address, ids[0] ?? '', 'archived')
    await compact(towns.hub.home, mailboxOf(towns.hub.home.workspace, address), {now: Date.now(), force: true})
    const identity = {address, source: 'flag'} as const
    const opened = await openMessages(towns.hub, [...ids.slice(0, 2), ids[2]?.slice(0, 8) ?? ''], {identity})
    expect(opened.map(({message}) => message.subject)).to.deep.equal(['one', 'two', 'three'])
    await noteOwn(towns.hub, opened, ['acknowledged'], 'a test')
    for (const id of ids) expect((await followLetter(towns.hub, id)).copies[0]?.state).to.equal('acknowledged')
  })

  it('sweeps what killed appends have left once it is old, and nothing younger', async () => {
    const names = ['.append.gt-tmp-00', '.append.gt-tmp-01'].map((name) => join(towns.root, 'hub/mayor/mail', name))
    for (const name of names) {
      mkdirSync(name, {recursive: true})
      writeFileSync(join(name, 'all'), 'secret')
    }
    utimesSync(names[0] ?? '', 1, 1)
    await syncMail(towns.hub)
    expect(names.map((name) => existsSync(name))).to.deep.equal([false, true])
  })

  it('acts on a message that was moved to the archive without losing count of the others', async () => {
    const {letter} = await sendAs(towns.hub, 'mayor', 'beads/nux')
    await act(towns.hub, address, letter.id, 'archived')
    const mailbox = mailboxOf(towns.hub.home.workspace, address)
    expect(await compact(towns.hub.home, mailbox, {now: Date.now(), force: true})).to.equal(1)
    await sendAs(towns.hub, 'mayor', 'beads/nux')
    expect(await check()).to.equal(1)
    await act(towns.hub, address, letter.id, 'read', 'acknowledged')
    expect((await followLetter(towns.hub, letter.id)).copies[0]?.state).to.equal('acknowledged')
    await sendAs(towns.hub, 'mayor', 'beads/nux')
    expect(await check()).to.equal(1)
    expect(await countInbox(towns.hub.home.connection, mailbox)).to.include({unread: 2, unannounced: 0})
  })

  it('tells the sender what an owner did, also where that could not be put into the outbox at first', async () => {
    const {letter} = await sendAs(towns.hub, 'mayor', 'west:web/ann')
    const west = towns.at('west')
    const folder = join(towns.root, 'west/mayor/mail/outbox/new')
    rmSync(folder, {recursive: true, force: true})
    mkdirSync(join(folder, '..'), {recursive: true})
    writeFileSync(folder, 'in the way')
    let failed = ''
    await act(west, 'west:web/ann', letter.id, 'acknowledged').catch((error: unknown) => (failed = String(error)))
    expect(failed).to.not.equal('')
    rmSync(folder)
    await act(west, 'west:web/ann', letter.id, 'acknowledged')
    await syncMail(towns.hub)
    expect((await followLetter(towns.hub, letter.id)).copies[0]?.state).to.equal('acknowledged')
  })

  it('delivers to one mailbox whatever lies in another', async () => {
    mkdirSync(join(towns.root, box), {recursive: true})
    execFileSync('mkfifo', [join(towns.root, box, 'inbox.archive.jsonl')])
    expect((await sendAs(towns.hub, 'mayor', 'beads/nux')).copies[0]).to.include({state: 'accepted'})
    expect((await sendAs(towns.hub, 'mayor', 'beads/happy')).copies[0]).to.include({state: 'delivered'})
  })

  it('takes no line of an outbox for more than it is, however deep', async () => {
    mkdirSync(join(towns.root, waiting), {recursive: true})
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    towns.write(
      join(waiting, '0000000000000001-000000000001.jsonl'),
      `{"v":1,"id":"0123456789abcdef","accepted_at":"x","x":${deep}}\n`,
    )
    expect((await listQueue(towns.hub)).unreadable).to.have.length(1)
    expect((await sendAs(towns.hub, 'mayor', 'beads/nux')).copies[0]?.state).to.equal('delivered')
  })

  it('gives up nothing that nobody has tried', async () => {
    towns.down.add('west')
    await sendAs(towns.hub, 'mayor', 'west:web/ann', {subject: 'late'})
    towns.down.delete('west')
    towns.clock.ahead = 30 * 86_400_000
    expect(await syncMail(towns.hub)).to.include({delivered: 1, dead: 0})
    expect(await subjects(towns.at('west'), 'web/ann')).to.deep.equal(['late'])
  })

  it('says of a dead letter that is tried again that it waits', async () => {
    towns.down.add('west')
    const {letter} = await sendAs(towns.hub, 'mayor', 'west:web/ann')
    towns.clock.ahead = 6 * 86_400_000
    await syncMail(towns.hub)
    await retryDead(towns.hub, letter.id)
    expect((await followLetter(towns.hub, letter.id)).copies[0]).to.include({state: 'accepted'})
  })

  it('tells of others beside a message whose sender is a page long', async () => {
    await sendAs(towns.hub, 'mayor', 'beads/nux')
    const line = `${JSON.stringify({id: 'poison', from: 'x'.repeat(9000), subject: 's', priority: 'urgent'})}\n`
    towns.write(join(box, 'inbox.jsonl'), `${towns.read(join(box, 'inbox.jsonl'))}${line}`)
    expect(await check()).to.equal(2)
  })

  it('writes nothing through folders that lead out of the town', async () => {
    const {letter} = await sendAs(towns.hub, 'mayor', 'beads/nux')
    const outside = join(towns.root, 'outside')
    renameSync(join(towns.root, box), outside)
    symlinkSync(outside, join(towns.root, box))
    const before = readdirSync(outside)
    let failed = ''
    await act(towns.hub, address, letter.id, 'read').catch((error: unknown) => (failed = String(error)))
    expect(failed).to.include('leads out of')
    expect(readdirSync(outside)).to.deep.equal(before)
    mkdirSync(join(towns.root, 'elsewhere'))
    rmSync(join(towns.root, waiting), {recursive: true})
    symlinkSync(join(towns.root, 'elsewhere'), join(towns.root, waiting))
    await sendAs(towns.hub, 'mayor', 'beads/happy').catch((error: unknown) => (failed = String(error)))
    expect(failed).to.include('leads out of')
    expect(readdirSync(join(towns.root, 'elsewhere'))).to.deep.equal([])
  })

  it('keeps what comes after a name of the outbox that is as late as can be', async () => {
    mkdirSync(join(towns.root, waiting), {recursive: true})
    towns.write(join(waiting, '9999999999999999-000000000001.jsonl'), 'odd\n')
    expect((await sendAs(towns.hub, 'mayor', 'beads/nux')).copies[0]?.state).to.equal('delivered')
    expect(existsSync(join(towns.root, box, 'inbox.jsonl'))).to.equal(true)
  })
})
