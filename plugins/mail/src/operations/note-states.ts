import {randomBytes} from 'node:crypto'
import type {Place} from '@gt-town/contract'
import {mailboxFiles} from '@gt-town/town-layout'
import {stationOf, type Station} from '../domain/absolute-address.js'
import {printOwnerEvent, type OwnerEvent, type OwnerState, type Receipt} from '../domain/mail-state.js'
import {messageId, type Message} from '../domain/message.js'
import type {ReceiptsEntry} from '../domain/outbox-entry.js'
import {appendError, appendLines} from './append/append-lines.js'
import {ownStation, stateOf, type Mailbox} from './mail-place.js'
import {has, readMarks, type Marks} from './mailbox.js'
import {accept, requireInside} from './outbox.js'

export interface StateChange {
  readonly states: readonly OwnerState[]
  /** milliseconds since 1970 */
  readonly now: number
  readonly evidence: string
}

/** Keeps two who act for one mailbox from telling the same twice. @param timeoutMs default 30 s */
export async function withStateLock<T>(
  place: Place,
  mailbox: Mailbox,
  body: () => Promise<T>,
  timeoutMs = 30_000,
): Promise<T> {
  await requireInside(place, mailbox.folder)
  return place.connection.withLock(stateOf(mailbox), body, {timeoutMs})
}

/**
 * Notes what the owner of a mailbox did with messages, where that was not noted yet, and lets senders elsewhere know. To be called
 * under the lock of the states.
 * @param messages of the inbox
 */
export async function noteStates(
  place: Place,
  mailbox: Mailbox,
  messages: readonly Message[],
  change: StateChange,
): Promise<void> {
  const marks = await readMarks(place.connection, mailbox)
  const events = newEvents(mailbox, messages, (id) => marks.get(id) ?? 0, change)
  await tellSenders(place, mailbox, messages, {events, now: change.now})
  if (events.length === 0) return
  // A line feed first: where a write was torn before, it spoils no line of ours.
  const lines = events.map((event) => `${printOwnerEvent(event)}\n`)
  await place.connection.appendFile(stateOf(mailbox), `\n${lines.join('')}`)
}

/** The same for messages that were moved to the archive: what is beside the inbox is about the inbox alone. */
export async function noteArchivedStates(
  place: Place,
  mailbox: Mailbox,
  messages: readonly {readonly message: Message; readonly marks: Marks}[],
  change: StateChange,
): Promise<void> {
  const marks = new Map(messages.map((found) => [found.message.id, found.marks]))
  const plain = messages.map(({message}) => message)
  const events = newEvents(mailbox, plain, (id) => marks.get(id) ?? 0, change)
  await tellSenders(place, mailbox, plain, {events, now: change.now})
  const {folder} = mailbox
  const file = mailboxFiles.archive
  const [result = 'denied'] = await appendLines(place, [{folder, file, lines: events.map(printOwnerEvent)}])
  if (result !== 'ok') throw appendError(result, `${folder}/${file}`)
}

function newEvents(
  {address}: Mailbox,
  messages: readonly Message[],
  marksOf: (id: string) => Marks,
  {states, now, evidence}: StateChange,
): OwnerEvent[] {
  const at = new Date(now).toISOString()
  return messages.flatMap(({id}) =>
    states
      .filter((state) => !has(marksOf(id), state))
      .map((state): OwnerEvent => ({id, state, at, by: address, evidence})),
  )
}

/** Before it is noted here: who is killed in between tells it again, and that does no harm. */
async function tellSenders(
  place: Place,
  mailbox: Mailbox,
  messages: readonly Message[],
  {events, now}: {events: readonly OwnerEvent[]; now: number},
): Promise<void> {
  await accept(place, receiptsFor(events, messages, {mailbox, station: ownStation(place.workspace)}), now)
}

/** Senders of this town look at the states themselves. */
function receiptsFor(
  events: readonly OwnerEvent[],
  messages: readonly Message[],
  {mailbox, station}: {mailbox: Mailbox; station: Station},
): ReceiptsEntry[] {
  const senders = new Map(messages.map((message) => [message.id, senderStation(message)]))
  const byStation = new Map<Station, Receipt[]>()
  for (const {id, state, at, evidence} of events) {
    const sender = senders.get(id)
    if (state === 'archived' || sender === undefined || sender === station) continue
    byStation.set(sender, [...(byStation.get(sender) ?? []), {id, to: mailbox.address, state, at, evidence}])
  }
  return Array.from(byStation, ([to, receipts]) => ({
    kind: 'receipts',
    id: messageId(randomBytes(16)),
    station: to,
    receipts,
    accepted_at: events[0]?.at ?? '',
  }))
}

function senderStation({collected_from, from}: Message): Station | undefined {
  return collected_from ?? stationOf(from)
}
