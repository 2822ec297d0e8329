import {basename, dirname} from 'node:path'
import type {Place} from '@gt-town/contract'
import {mailboxFiles, sentFile} from '@gt-town/town-layout'
import {shownAddress} from '../domain/absolute-address.js'
import {stationsOf, type EntryHeaders, type OutboxEntry} from '../domain/outbox-entry.js'
import {carryInParts, type Batch, type BatchOutcome, type MailTransport} from './transport.js'
import {appendError, appendLines, type Append} from './append/append-lines.js'
import {mailboxOf, ownStation} from './mail-place.js'
import {listOutbox} from './list-outbox.js'
import {outboxInParts, settle, withOutboxLock} from './outbox.js'

/** Mail by the files of a town, over whatever connection leads to it. */
export function connectionTransport(place: Place): MailTransport {
  return {
    deliver: async (batches, signal) => carryInParts(async (part) => deliver(place, part, signal), batches),
    collect: async (take, signal) => collect(place, take, signal),
  }
}

async function deliver(place: Place, batches: readonly Batch[], signal?: AbortSignal): Promise<BatchOutcome[]> {
  const appends = batches.map((batch) => appendOf(place, batch))
  const results = await appendLines(place, appends, signal)
  return results.map((result, at): BatchOutcome => {
    if (result === 'ok') return {state: 'delivered'}
    const {folder = '', file = ''} = appends[at] ?? {}
    if (result !== 'missing') return {state: 'failed', reason: appendError(result, `${folder}/${file}`).message}
    const address = shownAddress(batches[at]?.to ?? '', ownStation(place.workspace))
    return {state: 'unknown', reason: `there is no polecat ${address} on ${place.connection.machine}`}
  })
}

function appendOf({workspace}: Place, {to, lines}: Batch): Append {
  if (to === undefined) {
    const path = sentFile(workspace)
    return {folder: dirname(path), file: basename(path), lines}
  }
  const {folder, owner} = mailboxOf(workspace, to)
  return {folder, file: mailboxFiles.inbox, owner, lines}
}

/** Takes what goes to other machines; mail within that town is its own business. */
async function collect(
  place: Place,
  take: (entries: readonly OutboxEntry[]) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const own = ownStation(place.workspace)
  const isOurs = (entry: EntryHeaders): boolean => stationsOf(entry).some((station) => station !== own)
  // Without the lock, which takes round trips: mostly there is nothing.
  if (!(await listOutbox(place)).some(({entries}) => entries.some(isOurs))) return
  await withOutboxLock(
    place,
    async () => {
      for await (const files of outboxInParts(place)) {
        const taken = files.flatMap(({entries}) => entries.filter(isOurs)).map((entry) => forOthers(entry, own))
        if (taken.length === 0) continue
        await take(taken)
        const settled = taken.map((entry) =>
          entry.kind === 'letter' ? {id: entry.id, recipients: new Set(entry.waiting)} : {id: entry.id},
        )
        await settle(place, files, settled, [], {isCurrent: true})
      }
    },
    signal,
  )
}

/** Without those recipients to whom that town delivers itself. */
function forOthers(entry: OutboxEntry, own: string): OutboxEntry {
  if (entry.kind === 'receipts') return entry
  const waiting = entry.waiting.filter((address) => !address.startsWith(`${own}:`))
  return {...entry, waiting, recipients: waiting}
}
