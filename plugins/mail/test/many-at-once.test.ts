import {expect} from 'chai'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {join} from 'node:path'
import {compiled} from '../../../test/support/compiled.js'
import {chanceOf} from '../../../test/support/random.js'
import {few, rounds} from '../../../test/support/rounds.js'
import {startSshd, type Sshd} from '../../../test/support/sshd.js'
import {targetOf} from '../../../packages/connection-ssh/test/targets.js'
import {findMessages} from '../src/operations/mailbox.js'
import {mailboxOf} from '../src/operations/mail-place.js'
import type {MailTown} from '../src/operations/mail-town.js'
import {listSent} from '../src/use-cases/follow-mail.js'
import {syncMail} from '../src/use-cases/sync-mail.js'
import {mailTowns, type MailTowns} from './mail-towns.js'
import type {Task} from './mail-process.js'

const program = (): string => compiled(new URL('mail-process.ts', import.meta.url))

interface Ended {
  readonly accepted: string[]
  readonly code: number | null
  readonly errors: string
}

/** @param killAfterMs SIGKILL then, if it is still at work */
async function run(task: Task, killAfterMs?: number): Promise<Ended> {
  const child = spawn(process.execPath, [program(), JSON.stringify(task)])
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  return {accepted: stdout.split('\n').slice(0, -1), code, errors: stderr}
}

/** All messages of a mailbox, archived ones too: subjects in the order in which they came. */
async function arrived(town: MailTown, address: string): Promise<string[]> {
  const found = await findMessages(town.home, mailboxOf(town.home.workspace, address), () => true)
  return found.map(({message}) => message.subject)
}

/** Each accepted one there, none twice. */
function expectOnce(subjects: readonly string[], accepted: readonly string[]): void {
  const there = new Set(subjects)
  expect(accepted.filter((subject) => !there.has(subject))).to.deep.equal([])
  expect(subjects.length, 'none twice').to.equal(there.size)
}

function expectOrder(subjects: readonly string[]): void {
  const last = new Map<string, number>()
  for (const subject of subjects) {
    const [sender = '', number = ''] = subject.split(' ')
    expect(Number(number), subject).to.be.greaterThan(last.get(sender) ?? -1)
    last.set(sender, Number(number))
  }
}

describe('mail of many at once', function () {
  this.timeout(few ? 120_000 : 3_600_000)
  const senders = rounds(3, 8)
  const each = rounds(10, 1000)
  const people = Array.from({length: senders}, (_, at) => `beads/p${at}`)
  let towns: MailTowns
  let sshd: Sshd | undefined
  afterEach(async () => {
    towns.remove()
    await sshd?.stop()
    sshd = undefined
  })
  const town = (machine = 'hub'): string => join(towns.root, machine)

  it(`${senders} processes send ${each} each to one mailbox, while others read and archive: all there, once, in order`, async () => {
    towns = await mailTowns(people)
    let isOver = false
    const beside = async (role: 'read' | 'archive'): Promise<Ended[]> => {
      const ended: Ended[] = []
      while (!isOver) ended.push(await run({town: town(), role, address: 'mayor'}))
      return ended
    }
    const others = [beside('read'), beside('archive')]
    const sent = await Promise.all(
      people.map(async (name) =>
        run({town: town(), role: 'send', address: `hub:${name}`, to: ['mayor'], count: each, together: 5}),
      ),
    )
    isOver = true
    for (const {code, errors} of [...sent, ...(await Promise.all(others)).flat()])
      expect([code, errors]).to.deep.equal([0, ''])
    await syncMail(towns.hub)
    const accepted = sent.flatMap((ended) => ended.accepted)
    expect(accepted).to.have.length(senders * each)
    const subjects = await arrived(towns.hub, 'mayor')
    expectOnce(subjects, accepted)
    const {length} = subjects
    expect(length).to.equal(senders * each)
    if (!few) console.log(`      ${length} messages of ${senders} processes: all there, once`)
  })

  for (const way of ['local', 'sshd'] as const) {
    const kills = rounds(way === 'local' ? 4 : 3, 160)
    it(`senders, syncers and archivers are killed ${kills} times (${way}): what was accepted arrives once, in order`, async () => {
      towns = await mailTowns(['beads/p0', 'west:web/ann'])
      if (way === 'sshd') sshd = await startSshd()
      const chance = chanceOf(7)
      const west = {town: town('west'), ...(sshd && {ssh: targetOf(sshd, {connectTimeoutMs: 20_000})})}
      const machines = {west}
      const accepted: string[] = []
      let killed = 0
      for (let round = 0; killed < kills; round++) {
        const first = round * 100
        const tasks: Task[] = [
          {
            town: town(),
            machines,
            role: 'send',
            address: 'hub:beads/p0',
            to: ['west:web/ann'],
            first,
            count: 20,
            together: 4,
          },
          {town: town('west'), role: 'send', address: 'west:web/ann', to: ['mayor'], first, count: 20, together: 4},
          {town: town(), machines, role: 'sync', address: 'mayor'},
          {town: town('west'), role: 'archive', address: 'west:web/ann'},
        ]
        const ended = await Promise.all(
          tasks.map(async (task) => run(task, 100 + chance.below(way === 'local' ? 1200 : 2500))),
        )
        for (const {code, accepted: subjects, errors} of ended) {
          if (code === null) killed++
          else expect([code, errors]).to.deep.equal([0, ''])
          accepted.push(...subjects)
        }
      }
      for (let round = 0; round < 2; round++) await syncMail(towns.hub)
      const subjects = {west: await arrived(towns.at('west'), 'west:web/ann'), hub: await arrived(towns.hub, 'mayor')}
      expectOnce(
        subjects.west,
        accepted.filter((subject) => subject.startsWith('hub:')),
      )
      expectOnce(
        subjects.hub,
        accepted.filter((subject) => subject.startsWith('west:')),
      )
      expectOrder(subjects.hub)
      // Whatever was accepted and arrived is known as delivered where it was sent.
      const {letters} = await listSent(towns.hub, {from: 'hub:beads/p0', limit: 100_000})
      const untrue = letters.filter(({copies}) => copies.some(({state}) => state === 'accepted' || state === 'dead'))
      expect(untrue.map(({letter}) => letter.subject)).to.deep.equal([])
      if (!few) console.log(`      ${killed} kills, ${accepted.length} accepted: all there, once`)
    })
  }
})
