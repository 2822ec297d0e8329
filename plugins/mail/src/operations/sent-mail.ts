import type {Place} from '@gt-town/contract'
import {sentFile} from '@gt-town/town-layout'
import {parseReceipt, receiptStates, type Receipt} from '../domain/mail-state.js'
import {parseRecord} from '../domain/message.js'
import {parseEntry, type LetterEntry} from '../domain/outbox-entry.js'
import {outboxInParts} from './outbox.js'
import {readLines} from './read-lines.js'

/** A letter that was accepted in this town, with all that is known of its copies. */
export interface SentRecord {
  readonly entry: LetterEntry
  readonly receipts: readonly Receipt[]
}

const mostEarly = 10_000

/**
 * The newest letters that were sent from this town, newest first.
 * @param isWanted decides which count
 * @param limit how many are kept in memory
 */
export async function readSent(
  place: Place,
  isWanted: (entry: LetterEntry) => boolean,
  limit: number,
): Promise<{records: SentRecord[]; total: number}> {
  const kept = new Map<string, {entry: LetterEntry; receipts: Receipt[]}>()
  const early = new Map<string, Receipt[]>()
  let total = 0
  /** Of a letter some of whose copies waited longer: it comes later, or still waits. */
  const noteEarly = (receipt: Receipt): void => {
    early.set(receipt.id, [...(early.get(receipt.id) ?? []), receipt])
    const [oldest] = early.size > mostEarly ? early.keys() : []
    if (oldest !== undefined) early.delete(oldest)
  }
  const add = (entry: LetterEntry): void => {
    if (!isWanted(entry) || kept.has(entry.id)) return
    total++
    kept.set(entry.id, {entry, receipts: early.get(entry.id) ?? []})
    const [oldest] = kept.size > limit ? kept.keys() : []
    if (oldest !== undefined) kept.delete(oldest)
  }
  // First, so that one that is delivered meanwhile is found in one of both.
  const waiting = await waitingLetters(place, isWanted, limit)
  await readLines(place.connection, sentFile(place.workspace), ({text}) => {
    const record = parseRecord(text)
    if (record === undefined) return
    const receipt = parseReceipt(record)
    if (receipt) {
      const known = kept.get(receipt.id)?.receipts
      if (known) known.push(receipt)
      else noteEarly(receipt)
    } else {
      const entry = parseEntry(text)
      if (entry?.kind === 'letter') add(entry)
    }
  })
  for (const entry of waiting) {
    const before = kept.get(entry.id)
    // A dead letter that is tried again.
    if (before) before.entry = {...before.entry, waiting: entry.waiting}
    else add(entry)
  }
  return {records: [...kept.values()].reverse(), total}
}

/** Those from here, oldest first; of more than are wanted the older ones only count. */
async function waitingLetters(
  place: Place,
  isWanted: (entry: LetterEntry) => boolean,
  limit: number,
): Promise<LetterEntry[]> {
  const letters: LetterEntry[] = []
  for await (const files of outboxInParts(place)) {
    for (const entry of files.flatMap(({entries}) => entries)) {
      if (entry.kind !== 'letter' || entry.collected_from !== undefined || !isWanted(entry)) continue
      letters.push(entry)
      const older = letters.length - limit - 1
      const last = letters[older]
      if (last) letters[older] = {...last, letter: {...last.letter, body: ''}}
    }
  }
  return letters
}

/** How far one copy is, by what came back. */
export function furthest(receipts: readonly Receipt[], to: string): Receipt | undefined {
  const own = receipts.filter((receipt) => receipt.to === to)
  const rank = ({state}: Receipt): number => (state === 'dead' ? 0.5 : receiptStates.indexOf(state))
  return own.toSorted((a, b) => rank(b) - rank(a))[0]
}
