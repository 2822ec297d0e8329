import type {Place} from '@gt-town/contract'
import type {Station} from '../domain/absolute-address.js'
import type {EntryHeaders, OutboxEntry} from '../domain/outbox-entry.js'
import {outboxInParts, type WaitingFile} from './outbox.js'

/** A file of the outbox for lists. */
export interface ListedFile extends Omit<WaitingFile, 'entries'> {
  readonly entries: readonly EntryHeaders[]
}

/** Everything that waits, in the order it was accepted, without the bodies of letters. @param station only files that may hold something for it */
export async function listOutbox(place: Place, station?: Station): Promise<ListedFile[]> {
  const files: ListedFile[] = []
  for await (const part of outboxInParts(place, station)) {
    files.push(...part.map((file) => ({...file, entries: file.entries.map(headersOf)})))
  }
  return files
}

function headersOf(entry: OutboxEntry): EntryHeaders {
  if (entry.kind === 'receipts') return entry
  const {id, from, from_by, subject, type, priority, thread_id, reply_to, created_at} = entry.letter
  const letter = {id, from, from_by, subject, type, priority, thread_id, created_at}
  return {...entry, letter: reply_to === undefined ? letter : {...letter, reply_to}}
}

/** Whether the doctor should name it. */
export function isOdd({odd, problem}: Pick<WaitingFile, 'odd' | 'problem'>): boolean {
  return odd.length > 0 || problem !== undefined
}
