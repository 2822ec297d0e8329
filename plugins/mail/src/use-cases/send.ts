import {randomBytes} from 'node:crypto'
import {GtError, messageOf, UsageError} from '@gt-town/contract'
import {hubStation, stationOf, type Station} from '../domain/absolute-address.js'
import type {MailIdentity} from '../domain/identity.js'
import type {MailTown} from '../operations/mail-town.js'
import {
  maxBodyBytes,
  maxSubjectBytes,
  messageId,
  type Letter,
  type MessageType,
  type Priority,
} from '../domain/message.js'
import type {LetterEntry} from '../domain/outbox-entry.js'
import {deliverTo, type CopyOutcome} from '../operations/deliver.js'
import {connectionTransport} from '../operations/connection-transport.js'
import {ownStation} from '../operations/mail-place.js'
import {inBatches} from '../operations/in-batches.js'
import {accept, withOutboxLock} from '../operations/outbox.js'
import {furthest, readSent} from '../operations/sent-mail.js'
import {resolveRecipients, type Recipients} from '../operations/recipients.js'
import {noteFailure, syncMachine} from '../operations/sync-machine.js'
import type {SentCopy, SentLetter} from '../domain/answers.js'

export interface Draft {
  readonly to: readonly string[]
  readonly subject: string
  readonly body: string
  readonly type: MessageType
  readonly priority: Priority
  readonly thread?: string | undefined
  readonly replyTo?: string | undefined
}

/**
 * Sends one message. When this ends it is on the disk: delivered, or in the outbox with the reason.
 * @throws UsageError for recipients that are not there, a subject or body that is too long; GtError where it could not be accepted
 */
export async function send(town: MailTown, identity: MailIdentity, draft: Draft): Promise<SentLetter> {
  refuseTooLarge(draft)
  const {addresses: recipients, unreachable} = await resolveRecipients(town, draft.to, identity.address)
  const entry = entryOf(identity, draft, recipients, town.now())
  await acceptTogether(town, entry)
  const outcomes = await deliverNow(town, recipients, unreachable)
  const copies = await Promise.all(recipients.map(async (to) => copyOf(town, to, outcomes.get(to), entry.id)))
  return {letter: entry.letter, copies}
}

/** An entry of the outbox. @param recipients absolute addresses */
function entryOf(
  {address, source}: MailIdentity,
  {subject, body, type, priority, thread, replyTo}: Draft,
  recipients: readonly string[],
  now: number,
): LetterEntry {
  const id = messageId(randomBytes(16))
  const at = new Date(now).toISOString()
  const letter: Letter = {
    ...{id, from: address, from_by: source, subject, body, type, priority, created_at: at},
    thread_id: thread ?? id,
    ...(replyTo !== undefined && {reply_to: replyTo}),
  }
  return {kind: 'letter', id, letter, recipients, waiting: recipients, accepted_at: at}
}

/** One write for all that is sent at the same time. */
const acceptTogether = inBatches<MailTown, LetterEntry, void>(async ({home, now}, entries) =>
  accept(home, entries, now()),
)

/** One delivery for all that was accepted before it. */
const deliverTogether = inBatches<MailTown, Station, CopyOutcome[]>(async ({home, now, signal}, [own = hubStation]) =>
  withOutboxLock(
    home,
    async () => deliverTo(home, own, connectionTransport(home), {now, signal, locked: true}),
    signal,
  ),
)

type Told = {outcomes: readonly CopyOutcome[]} | {reason: string}

/** Tries each machine at once; what fails waits for `gt mail sync`. */
async function deliverNow(
  town: MailTown,
  recipients: readonly string[],
  unreachable: Recipients['unreachable'],
): Promise<Map<string, Told>> {
  const own = ownStation(town.home.workspace)
  const stations = [...new Set(recipients.map((to) => stationOf(to) ?? own))]
  const told = await Promise.all(
    stations.map(
      async (station) => [station, await deliverAt(town, {own, station, down: unreachable.get(station)})] as const,
    ),
  )
  const byStation = new Map(told)
  return new Map(recipients.map((to) => [to, byStation.get(stationOf(to) ?? own) ?? {reason: 'not tried'}]))
}

async function deliverAt(
  town: MailTown,
  {own, station, down}: {own: Station; station: Station; down: string | undefined},
): Promise<Told> {
  if (down !== undefined) {
    // It has just been tried.
    await noteFailure(town, station, down)
    return {reason: down}
  }
  try {
    if (station === own) {
      return {outcomes: await deliverTogether(town, own)}
    }
    if (own !== hubStation) return {reason: 'the hub collects it when it syncs next'}
    return {outcomes: await syncMachine(town, station)}
  } catch (error) {
    return {reason: messageOf(error)}
  }
}

async function copyOf(town: MailTown, to: string, told: Told | undefined, id: string): Promise<SentCopy> {
  if (told === undefined) return {to, state: 'accepted', reason: 'not tried'}
  if ('reason' in told) return {to, state: 'accepted', reason: told.reason}
  const found = told.outcomes.find((copy) => copy.id === id && copy.to === to)?.outcome
  if (found?.state === 'delivered') return {to, state: 'delivered'}
  if (found) return {to, state: found.state === 'unknown' ? 'dead' : 'accepted', reason: found.reason}
  // Somebody else was quicker, and has noted what became of it; or a letter before it did not get through.
  const {records} = await readSent(town.home, (entry) => entry.id === id, 1)
  const receipt = records[0] && furthest(records[0].receipts, to)
  if (receipt === undefined) return {to, state: 'accepted', reason: 'it waits behind others: gt mail queue'}
  return receipt.state === 'dead' ? {to, state: 'dead', reason: receipt.evidence} : {to, state: 'delivered'}
}

function refuseTooLarge({subject, body}: Draft): void {
  if (Buffer.byteLength(body) > maxBodyBytes) {
    throw new GtError('GT_MAIL_TOO_LARGE', `the body is larger than ${maxBodyBytes / 1024 / 1024} MiB`, {
      hint: 'put it into a file or a branch, and send where that is',
      exit: 1,
    })
  }
  if (Buffer.byteLength(subject) > maxSubjectBytes) {
    throw new UsageError('GT_MAIL_TOO_LARGE', `the subject is longer than ${maxSubjectBytes} bytes`, {
      hint: 'put the text into the body: -m or --stdin',
    })
  }
}
