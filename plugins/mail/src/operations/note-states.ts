import {randomBytes} from 'node:crypto'
import type {Place} from '@gt-town/contract'
import {stationOf, type Station} from '../domain/absolute-address.js'
import {printOwnerEvent, type OwnerEvent, type OwnerState, type Receipt} from '../domain/mail-state.js'
import {messageId, type Message} from '../domain/message.js'
import type {ReceiptsEntry} from '../domain/outbox-entry.js'
import {ownStation, stateOf, type Mailbox} from './mail-place.js'
import {has, readMarks} from './mailbox.js'
import {accept} from './outbox.js'

export interface StateChange {
  readonly states: readonly OwnerState[]
  /** milliseconds since 1970 */
  readonly now: number
  readonly evidence: string
}

/** Keeps two who act for one mailbox from telling the same twice. */
export async function withStateLock<T>({connection}: Place, mailbox: Mailbox, body: () => Promise<T>): Promise<T> {
  return connection.withLock(stateOf(mailbox), body)
}

/**
 * Notes what the owner of a mailbox did with messages, where that was not noted yet, and lets senders elsewhere know. To be called
 * under the lock of the states.
 */
export async function noteStates(
  place: Place,
  mailbox: Mailbox,
  messages: readonly Message[],
  {states, now, evidence}: StateChange,
): Promise<void> {
  const {connection} = place
  const marks = await readMarks(connection, mailbox)
  const at = new Date(now).toISOString()
  const events = messages.flatMap(({id}) =>
    states
      .filter((state) => !has(marks.get(id) ?? 0, state))
      .map((state): OwnerEvent => ({id, state, at, by: mailbox.address, evidence})),
  )
  if (events.length === 0) return
  // A line feed first: where a write was torn before, it spoils no line of ours.
  await connection.appendFile(stateOf(mailbox), `\n${events.map((event) => `${printOwnerEvent(event)}\n`).join('')}`)
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
