import {printAddress, parseAddress} from '@gt-town/contract'
import {isStation, stationOf, type Station} from './absolute-address.js'
import {parseReceipt, printReceipt, type Receipt} from './mail-state.js'
import {isMessageId, letterOf, messageFrom, parseRecord, printMessage, type Letter, type Message} from './message.js'

/** A letter on its way, in the outbox of a town. */
export interface LetterEntry {
  readonly kind: 'letter'
  readonly id: string
  readonly letter: Letter
  /** all whom it was sent to from here, by their absolute addresses */
  readonly recipients: readonly string[]
  /** those to whom it has not been delivered */
  readonly waiting: readonly string[]
  /** ISO 8601, UTC: when it was on the disk of this town */
  readonly accepted_at: string
  /** from the outbox of which machine the hub took it */
  readonly collected_from?: Station | undefined
}

/** How far letters are, on its way to the town they were sent from. */
export interface ReceiptsEntry {
  readonly kind: 'receipts'
  readonly id: string
  readonly station: Station
  readonly receipts: readonly Receipt[]
  readonly accepted_at: string
}

export type OutboxEntry = LetterEntry | ReceiptsEntry

/** What lists need of a letter: its body may be large, and who has only this cannot carry it on. */
export interface LetterHeaders extends Omit<LetterEntry, 'letter'> {
  readonly letter: Omit<Letter, 'body'>
}

export type EntryHeaders = LetterHeaders | ReceiptsEntry

/** A line of a file of the outbox. Without `waiting` it is the one that stays among what was sent. */
export function printEntry(entry: OutboxEntry, {isSent = false} = {}): string {
  if (entry.kind === 'receipts') {
    const {id, station, receipts, accepted_at} = entry
    return JSON.stringify({v: 1, id, receipts_for: station, receipts, accepted_at})
  }
  const {letter, recipients, waiting, accepted_at, collected_from} = entry
  return JSON.stringify({v: 1, ...letter, collected_from, recipients, ...(!isSent && {waiting}), accepted_at})
}

/** Checks all that becomes a path, a pattern or a line. @returns undefined for what gt did not write */
export function parseEntry(line: string): OutboxEntry | undefined {
  const record = parseRecord(line)
  const id = record?.['id']
  const acceptedAt = record?.['accepted_at']
  if (record === undefined || !isMessageId(id) || typeof acceptedAt !== 'string') return undefined
  if ('receipts_for' in record) {
    const receipts = listOf(record['receipts']).flatMap((receipt) =>
      typeof receipt === 'object' && receipt !== null ? (parseReceipt(receipt as Record<string, unknown>) ?? []) : [],
    )
    const station = record['receipts_for']
    if (!isStation(station)) return undefined
    return {kind: 'receipts', id, station, receipts, accepted_at: acceptedAt}
  }
  const letter = messageFrom(record)
  const recipients = addressesOf(record['recipients'])
  const waiting = 'waiting' in record ? addressesOf(record['waiting']) : []
  if (letter === undefined || recipients === undefined || waiting === undefined) return undefined
  // To whom nobody could answer.
  if (stationOf(letter.from) === undefined) return undefined
  return {
    ...{kind: 'letter', id, recipients, waiting, accepted_at: acceptedAt},
    letter: letterOf(letter),
    ...(letter.collected_from !== undefined && {collected_from: letter.collected_from}),
  }
}

/** The copy of one recipient. */
function copyFor({letter, collected_from}: LetterEntry, to: string): Message {
  return {...letter, to, ...(collected_from !== undefined && {collected_from})}
}

export const printCopy = (entry: LetterEntry, to: string): string => printMessage(copyFor(entry, to))
export const printReceipts = ({receipts}: ReceiptsEntry): string[] => receipts.map(printReceipt)

/** Where an entry still has to go. */
export function stationsOf(entry: EntryHeaders): Station[] {
  if (entry.kind === 'receipts') return [entry.station]
  return [...new Set(entry.waiting.flatMap((address) => stationOf(address) ?? []))]
}

/** @returns undefined where one of them is no absolute address of one recipient */
function addressesOf(value: unknown): string[] | undefined {
  const addresses = listOf(value)
  const isAddress = (text: unknown): text is string => {
    if (typeof text !== 'string' || stationOf(text) === undefined) return false
    const address = parseAddress(text)
    return address.kind !== 'rig' && printAddress(address) === text
  }
  return addresses.every(isAddress) ? addresses : undefined
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
