import {randomBytes} from 'node:crypto'
import {UsageError} from '@gt-town/contract'
import {hubStation, stationOf, type Station} from '../domain/absolute-address.js'
import type {MailTown} from '../operations/mail-town.js'
import type {LetterEntry, LetterHeaders} from '../domain/outbox-entry.js'
import {bury, deadLetters} from '../operations/dead-letters.js'
import {ownStation} from '../operations/mail-place.js'
import {isMeant, refuseOddId} from '../operations/mailboxes.js'
import {isOdd, listOutbox} from '../operations/list-outbox.js'
import {accept, outboxInParts, type WaitingFile, settle, withOutboxLock} from '../operations/outbox.js'
import {readRetries, type Retries} from '../operations/retries.js'
import {messageId} from '../domain/message.js'
import type {Queue, QueuedCopy} from '../domain/answers.js'

/** What waits to be delivered and why, oldest first, and what was given up. */
export async function listQueue({home, machines}: MailTown): Promise<Queue> {
  const files = await listOutbox(home)
  const retries = await readRetries(home)
  const own = ownStation(home.workspace)
  const entries = files.flatMap((file) => file.entries)
  // Only the hub knows which machines there are.
  const known = own === hubStation && entries.length > 0 ? new Set([own, ...(await machines.names())]) : undefined
  const waiting = entries.flatMap((entry) =>
    entry.kind === 'letter'
      ? entry.waiting.map((to) => copyOf(entry, to, {state: 'waiting', ...whyWaiting(to, {own, retries, known})}))
      : [],
  )
  const dead = (await deadLetters(home)).flatMap(({entry}) =>
    entry.recipients.map((to) => copyOf(entry, to, {state: 'dead', reason: 'given up: its sender was told'})),
  )
  return {
    copies: [...waiting, ...dead],
    receipts: entries.filter(({kind}) => kind === 'receipts').length,
    unreadable: files.filter(isOdd).map(({path}) => path),
  }
}

/**
 * Puts dead letters back into the outbox, as if they were accepted now.
 * @param id of one, or how it begins; undefined: all
 * @returns how many
 * @throws UsageError `GT_MAIL_NOT_FOUND`
 */
export async function retryDead({home, now}: MailTown, id: string | undefined): Promise<number> {
  if (id !== undefined) refuseOddId(id)
  return withOutboxLock(home, async () => {
    const chosen = (await deadLetters(home)).filter(({entry}) => id === undefined || isMeant(entry.id, id))
    if (id !== undefined && chosen.length === 0) throw notFound(id, 'among the dead letters')
    if (id !== undefined && new Set(chosen.map(({entry}) => entry.id)).size > 1) throw ambiguous(id)
    const at = new Date(now()).toISOString()
    await accept(
      home,
      chosen.map(({entry}) => ({...entry, waiting: entry.recipients, accepted_at: at})),
      now(),
    )
    for (const {path} of chosen) await home.connection.remove(path)
    return chosen.length
  })
}

/**
 * Gives up what waits: it becomes a dead letter, which is kept.
 * @returns the addresses it was not delivered to
 * @throws UsageError `GT_MAIL_NOT_FOUND`, GtError `GT_MAIL_AMBIGUOUS`
 */
export async function dropWaiting({home, now}: MailTown, id: string): Promise<{id: string; to: string[]}> {
  refuseOddId(id)
  return withOutboxLock(home, async () => {
    const files: WaitingFile[] = []
    for await (const part of outboxInParts(home))
      files.push(...part.filter(({entries}) => entries.some((one) => isMeant(one.id, id))))
    const found = files
      .flatMap(({entries}) => entries)
      .filter((entry): entry is LetterEntry => entry.kind === 'letter' && isMeant(entry.id, id))
    const [entry, second] = found
    if (entry === undefined) throw notFound(id, 'in the outbox')
    if (second && second.id !== entry.id) {
      throw ambiguous(id)
    }
    const to = [...entry.waiting]
    await bury(home, entry, to)
    const at = new Date(now()).toISOString()
    const receipts = to.map((address) => ({
      id: entry.id,
      to: address,
      state: 'dead' as const,
      at,
      evidence: 'dropped by gt mail queue --drop',
    }))
    const elsewhere = entry.collected_from
    if (elsewhere !== undefined) {
      await accept(
        home,
        [{kind: 'receipts', id: messageId(randomBytes(16)), station: elsewhere, receipts, accepted_at: at}],
        now(),
      )
    }
    await settle(home, files, [{id: entry.id, recipients: new Set(to)}], elsewhere === undefined ? receipts : [])
    return {id: entry.id, to}
  })
}

function whyWaiting(
  to: string,
  {own, retries, known}: {own: Station; retries: Retries; known: ReadonlySet<Station> | undefined},
): {reason: string; next?: number} {
  const station = stationOf(to) ?? own
  if (known && !known.has(station))
    return {reason: `the town has no machine ${station} any more: add it again, or drop this`}
  const retry = retries[station]
  if (retry) return {reason: retry.reason, next: retry.next}
  if (station === own) return {reason: 'not delivered yet: gt mail sync tries again, and says what hinders it'}
  return {reason: own === hubStation ? 'not tried yet' : 'the hub collects it when it syncs next'}
}

function copyOf(
  {id, letter, accepted_at}: LetterHeaders,
  to: string,
  rest: Pick<QueuedCopy, 'state' | 'reason' | 'next'>,
): QueuedCopy {
  return {id, from: letter.from, to, subject: letter.subject, accepted_at, ...rest}
}

function ambiguous(id: string): UsageError {
  return new UsageError('GT_MAIL_AMBIGUOUS', `${id} is the start of more than one id`, {hint: 'give more of it'})
}

function notFound(id: string, where: string): UsageError {
  return new UsageError('GT_MAIL_NOT_FOUND', `there is no message ${id} ${where}`, {
    hint: 'gt mail queue lists what there is',
  })
}
