import {randomBytes} from 'node:crypto'
import type {Place} from '@gt-town/contract'
import {hubStation, stationOf, type Station} from '../domain/absolute-address.js'
import type {Receipt} from '../domain/mail-state.js'
import {messageId} from '../domain/message.js'
import {printCopy, printReceipts, type LetterEntry, type OutboxEntry} from '../domain/outbox-entry.js'
import type {Batch, BatchOutcome, MailTransport} from './transport.js'
import {bounceOf, bury} from './dead-letters.js'
import {ownStation} from './mail-place.js'
import {accept, outboxInParts, settle, withOutboxLock, type Settled, type WaitingFile} from './outbox.js'

/** What became of one copy. */
export interface CopyOutcome {
  readonly id: string
  readonly to: string
  readonly outcome: BatchOutcome
}

interface Load {
  readonly batch: Batch
  readonly parts: readonly OutboxEntry[]
}

/**
 * Delivers what waits for one machine. Whatever happens on the way, an entry leaves the outbox only after its recipient's machine has
 * said that it has it.
 * @param options.locked whoever calls holds the lock of the outbox
 * @throws what the transport throws: then nothing has left the outbox
 */
export async function deliverTo(
  home: Place,
  station: Station,
  transport: MailTransport,
  {now, signal, locked = false}: {now: () => number; signal?: AbortSignal | undefined; locked?: boolean},
): Promise<CopyOutcome[]> {
  const all: CopyOutcome[] = []
  // Who did not take a letter gets none of those behind it.
  const closed = new Set<string | undefined>()
  for await (const files of outboxInParts(home, station)) {
    const loads = loadsFor(files, station).filter(({batch}) => !closed.has(batch.to))
    if (loads.length === 0) continue
    const batches = loads.map(({batch}) => batch)
    const outcomes = await transport.deliver(batches, signal)
    const finish = async (): Promise<void> =>
      finishDelivery(home, files, loads, {outcomes, at: isoTime(now()), isCurrent: locked})
    // What was delivered is noted, also where the user gave up meanwhile.
    await (locked ? finish() : withOutboxLock(home, finish))
    loads.forEach(({batch, parts}, index) => {
      const outcome = outcomes[index] ?? noAnswer
      if (outcome.state === 'failed') closed.add(batch.to)
      all.push(...parts.map(({id}) => ({id, to: batch.to ?? '', outcome})))
    })
  }
  return all
}

/**
 * Gives up letters that have waited too long, for those to whom they were not delivered. To be called under the lock of the outbox.
 * @param options.tried where it was tried just now, in vain or not: what nobody has tried is not given up
 * @returns how many copies
 */
export async function expire(
  home: Place,
  {expireMs, now, tried}: {expireMs: number; now: number; tried: (station: Station) => boolean},
): Promise<number> {
  const reason = `it could not be delivered within ${Math.round(expireMs / 86_400_000)} days`
  let count = 0
  for await (const files of outboxInParts(home)) {
    const given = files
      .flatMap(({entries}) => entries)
      .filter((entry) => entry.kind === 'letter' && Date.parse(entry.accepted_at) < now - expireMs)
      .flatMap((entry) => {
        if (entry.kind !== 'letter') return []
        const recipients = entry.waiting.filter((to) => tried(stationOf(to) ?? hubStation))
        return recipients.length === 0 ? [] : [{entry, recipients, reason}]
      })
    count += given.flatMap(({recipients}) => recipients).length
    await giveUp(home, files, given, {at: isoTime(now), receipts: [], settled: [], isCurrent: true})
  }
  return count
}

const noAnswer: BatchOutcome = {state: 'failed', reason: 'there was no answer'}

function loadsFor(files: readonly WaitingFile[], station: Station): Load[] {
  const letters = new Map<string, LetterEntry[]>()
  const receipts: OutboxEntry[] = []
  const lines: string[] = []
  for (const entry of files.flatMap(({entries}) => entries)) {
    if (entry.kind === 'receipts') {
      if (entry.station !== station) continue
      receipts.push(entry)
      lines.push(...printReceipts(entry))
    } else {
      for (const to of entry.waiting.filter((address) => stationOf(address) === station)) {
        const before = letters.get(to)
        if (before) before.push(entry)
        else letters.set(to, [entry])
      }
    }
  }
  const loads = Array.from(letters, ([to, parts]): Load => ({
    batch: {to, lines: parts.map((entry) => printCopy(entry, to))},
    parts,
  }))
  return receipts.length === 0 ? loads : [...loads, {batch: {to: undefined, lines}, parts: receipts}]
}

async function finishDelivery(
  home: Place,
  files: readonly WaitingFile[],
  loads: readonly Load[],
  {outcomes, at, isCurrent}: {outcomes: readonly BatchOutcome[]; at: string; isCurrent: boolean},
): Promise<void> {
  const recipients = new Map<string, Set<string>>()
  const receipts: {entry: LetterEntry; receipt: Receipt}[] = []
  const settled: Settled[] = []
  const unknown: {entry: LetterEntry; recipients: string[]; reason: string}[] = []
  loads.forEach(({batch: {to}, parts}, index) => {
    const outcome = outcomes[index] ?? noAnswer
    for (const entry of parts) {
      if (entry.kind === 'receipts') {
        if (outcome.state === 'delivered') settled.push({id: entry.id})
      } else if (to !== undefined && outcome.state === 'delivered') {
        recipients.set(entry.id, (recipients.get(entry.id) ?? new Set()).add(to))
        const evidence = `${stationOf(to) ?? hubStation} has it on its disk`
        receipts.push({entry, receipt: {id: entry.id, to, state: 'delivered', at, evidence}})
      } else if (to !== undefined && outcome.state === 'unknown') {
        unknown.push({entry, recipients: [to], reason: outcome.reason})
      }
    }
  })
  settled.push(...Array.from(recipients, ([id, addresses]) => ({id, recipients: addresses})))
  await giveUp(home, files, unknown, {at, receipts, settled, isCurrent})
}

/** Notes what is settled, and what is given up besides, whose senders are told. */
async function giveUp(
  home: Place,
  files: readonly WaitingFile[],
  given: readonly {entry: LetterEntry; recipients: readonly string[]; reason: string}[],
  {
    at,
    receipts,
    settled,
    isCurrent,
  }: {
    at: string
    receipts: {entry: LetterEntry; receipt: Receipt}[]
    settled: Settled[]
    isCurrent: boolean
  },
): Promise<void> {
  const station = ownStation(home.workspace)
  const all = [...receipts]
  const bounces: LetterEntry[] = []
  const left = new Map(settled.map((entry) => [entry.id, entry]))
  for (const {entry, recipients, reason} of given) {
    await bury(home, entry, recipients)
    // Nobody is told that a bounce was not delivered, nor of what somebody else wrote in his name.
    if (entry.letter.from_by !== 'gt' && !isForged(entry))
      bounces.push(bounceOf(entry, recipients, {station, reason, at}))
    for (const to of recipients) all.push({entry, receipt: {id: entry.id, to, state: 'dead', at, evidence: reason}})
    const before = left.get(entry.id)?.recipients ?? []
    left.set(entry.id, {id: entry.id, recipients: new Set([...before, ...recipients])})
  }
  if (left.size === 0) return
  const {own, others} = bySender(all, station)
  await accept(home, [...bounces, ...others.map((entry) => ({...entry, accepted_at: at}))], Date.parse(at))
  await settle(home, files, [...left.values()], own, {isCurrent})
}

function isForged({letter, collected_from}: LetterEntry): boolean {
  return collected_from !== undefined && stationOf(letter.from) !== collected_from
}

/** Receipts of letters from here, and those that go to where the others came from. */
function bySender(
  receipts: readonly {entry: LetterEntry; receipt: Receipt}[],
  station: Station,
): {own: Receipt[]; others: {kind: 'receipts'; id: string; station: Station; receipts: Receipt[]}[]} {
  const own: Receipt[] = []
  const byStation = new Map<Station, Receipt[]>()
  for (const {entry, receipt} of receipts) {
    const sender = entry.collected_from ?? stationOf(entry.letter.from)
    if (sender === undefined || sender === station) own.push(receipt)
    else byStation.set(sender, [...(byStation.get(sender) ?? []), receipt])
  }
  const others = Array.from(byStation, ([to, list]) => ({
    ...{kind: 'receipts' as const, id: messageId(randomBytes(16)), station: to, receipts: list},
  }))
  return {own, others}
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
