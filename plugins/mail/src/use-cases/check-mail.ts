import {randomBytes} from 'node:crypto'
import {announcement, maxAnnouncementBytes} from '../domain/announcement.js'
import type {MailTown} from '../operations/mail-town.js'
import {priorities, type Message} from '../domain/message.js'
import {countInbox} from '../operations/count-inbox.js'
import {mailboxOf, ownStation, type Mailbox} from '../operations/mail-place.js'
import {isUnannounced, scanInbox} from '../operations/mailbox.js'
import {noteStates, withStateLock} from '../operations/note-states.js'

export interface CheckOptions {
  /** absolute address of whose mail it is */
  readonly address: string
  /** brings the text into the form that is printed */
  readonly form: (text: string) => string
  /** ends when everything was written; what throws here was not seen by anybody */
  readonly emit: (document: string, shown: readonly Message[], left: number) => Promise<void>
  /** how long to wait for whoever acts for the same mailbox; default 30 s */
  readonly patienceMs?: number
  readonly evidence: string
}

/**
 * Tells of mail that is unread and was not told of before, and notes that only after it was written: whoever is killed in between is
 * told again.
 * @returns how many messages were told of, and how many come next time
 */
export async function checkMail(town: MailTown, options: CheckOptions): Promise<{told: number; left: number}> {
  const mailbox = mailboxOf(town.home.workspace, options.address)
  const {unannounced} = await countInbox(town.home.connection, mailbox, {keepSmall: true})
  if (unannounced === 0) return {told: 0, left: 0}
  const told = await withStateLock(town.home, mailbox, async () => tell(town, mailbox, options), options.patienceMs)
  // So that the next check finds at once that there is nothing.
  await countInbox(town.home.connection, mailbox, {keepSmall: true})
  return told
}

/** More are not told of at once, whatever they are. */
const most = 100

async function tell(
  town: MailTown,
  mailbox: Mailbox,
  {form, emit, evidence}: CheckOptions,
): Promise<{told: number; left: number}> {
  const {messages, total} = await unannouncedMessages(town, mailbox)
  if (total === 0) return {told: 0, left: 0}
  const setting = {
    station: ownStation(town.home.workspace),
    nonce: randomBytes(9).toString('hex'),
    total,
    form,
  }
  const made = announcement(messages, setting)
  if (made === undefined) return {told: 0, left: total}
  await emit(made.document, made.shown, total - made.shown.length)
  await noteStates(town.home, mailbox, made.shown, {states: ['announced'], now: town.now(), evidence})
  return {told: made.shown.length, left: total - made.shown.length}
}

/** Most urgent first, oldest first within that. */
async function unannouncedMessages(
  {home, signal}: MailTown,
  mailbox: Mailbox,
): Promise<{messages: Message[]; total: number}> {
  const oldest = new Map(priorities.map((priority) => [priority, [] as Message[]]))
  let total = 0
  await scanInbox(
    home,
    mailbox,
    (message, marks) => {
      if (!isUnannounced(marks)) return
      total++
      const kept = oldest.get(message.priority)
      // No more of a body than could be told.
      if (kept && kept.length < most) kept.push({...message, body: message.body.slice(0, maxAnnouncementBytes)})
    },
    signal,
  )
  return {messages: [...oldest.values()].flat().slice(0, most), total}
}
