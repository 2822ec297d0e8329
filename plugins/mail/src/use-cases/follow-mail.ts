import {UsageError} from '@gt-town/contract'
import {stationOf} from '../domain/absolute-address.js'
import {receiptStates, type Receipt} from '../domain/mail-state.js'
import type {MailTown} from '../operations/mail-town.js'
import type {LetterEntry} from '../domain/outbox-entry.js'
import {mailboxOf, ownStation} from '../operations/mail-place.js'
import {isMeant, refuseOddId} from '../operations/mailboxes.js'
import {eventsOf} from '../operations/mailbox.js'
import {readRetries} from '../operations/retries.js'
import {furthest, readSent, type SentRecord} from '../operations/sent-mail.js'
import type {FollowedCopy, FollowedLetter} from '../domain/answers.js'

/** What was sent, newest first. @param from only what this address sent, absolute; undefined: all of this town */
export async function listSent(
  town: MailTown,
  {from, limit}: {from: string | undefined; limit: number},
): Promise<{letters: FollowedLetter[]; more: number}> {
  const {records, total} = await readSent(town.home, ({letter}) => from === undefined || letter.from === from, limit)
  const letters = await followAll(town, records)
  return {letters, more: total - letters.length}
}

/**
 * One letter that was sent from this town, and how far each copy is.
 * @param id its id, or how it begins
 * @throws UsageError `GT_MAIL_NOT_FOUND`
 */
export async function followLetter(town: MailTown, id: string): Promise<FollowedLetter> {
  refuseOddId(id)
  const {records} = await readSent(town.home, (entry) => isMeant(entry.id, id), 2)
  const [record, second] = records
  if (record === undefined) {
    throw new UsageError('GT_MAIL_NOT_FOUND', `no message ${id} was sent from here`, {
      hint: 'gt mail sent lists what was',
    })
  }
  if (second && record.entry.id !== id) {
    throw new UsageError('GT_MAIL_AMBIGUOUS', `${id} is the start of more than one id`, {hint: 'give more of it'})
  }
  const [letter] = await followAll(town, [record])
  if (letter === undefined) throw new Error('a record without a letter')
  return letter
}

async function followAll(town: MailTown, records: readonly SentRecord[]): Promise<FollowedLetter[]> {
  const retries = await readRetries(town.home)
  const station = ownStation(town.home.workspace)
  return Promise.all(
    records.map(async ({entry, receipts}) => ({
      letter: entry.letter,
      copies: await Promise.all(
        entry.recipients.map(async (to) => {
          const isHere = stationOf(to) === station
          const known = isHere ? [...receipts, ...(await localReceipts(town, entry, to))] : receipts
          return followCopy(entry, to, known, isHere ? undefined : retries[stationOf(to) ?? '']?.reason)
        }),
      ),
    })),
  )
}

/** Nobody sends receipts within one town: what the owner did is looked at. */
async function localReceipts({home}: MailTown, {id}: LetterEntry, to: string): Promise<Receipt[]> {
  const events = await eventsOf(home, mailboxOf(home.workspace, to), id)
  return events.flatMap(({state, at, evidence}) => (state === 'archived' ? [] : [{id, to, state, at, evidence}]))
}

function followCopy(
  entry: LetterEntry,
  to: string,
  receipts: readonly Receipt[],
  reason: string | undefined,
): FollowedCopy {
  const accepted = {state: 'accepted' as const, at: entry.accepted_at, evidence: 'on the disk of the sender'}
  const isTried = entry.waiting.includes(to)
  const best = furthest(isTried ? receipts.filter(({state}) => state !== 'dead') : receipts, to)
  const history = ([...receiptStates.slice(1), 'dead'] as Receipt['state'][]).flatMap((state) => {
    const receipt = receipts.find((one) => one.to === to && one.state === state)
    return receipt ? [{state, at: receipt.at, evidence: receipt.evidence}] : []
  })
  const isWaiting = best === undefined && entry.waiting.includes(to)
  return {
    to,
    state: best?.state ?? 'accepted',
    at: best?.at ?? accepted.at,
    ...(isWaiting && {waits: reason ?? 'it waits for the next gt mail sync'}),
    ...(best?.state === 'dead' && {waits: best.evidence}),
    history: [accepted, ...history],
  }
}
