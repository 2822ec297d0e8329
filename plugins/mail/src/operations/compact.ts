import type {Place} from '@gt-town/contract'
import {mailboxFiles} from '@gt-town/town-layout'
import {parseOwnerEvent} from '../domain/mail-state.js'
import {parseMessage} from '../domain/message.js'
import {appendError, appendLines} from './append/append-lines.js'
import {inboxOf, stateOf, type Mailbox} from './mail-place.js'
import {has, readMarks} from './mailbox.js'
import {fileStat, readLines} from './read-lines.js'
import {withStateLock} from './note-states.js'

const lineFeed = Buffer.from('\n')
const largeBytes = 8 * 1024 * 1024
const oldMs = 30 * 24 * 3_600_000

/**
 * Moves archived messages, with what their owner did, from the inbox to the archive beside it. Everything else stays byte by byte, also
 * what is no message. Whoever reads meanwhile sees each message in one of both.
 * @param options.force also where the inbox is small and new
 * @returns how many messages were moved
 */
export async function compact(
  place: Place,
  mailbox: Mailbox,
  {now, force = false}: {now: number; force?: boolean},
): Promise<number> {
  const {connection} = place
  const path = inboxOf(mailbox)
  const before = await fileStat(connection, path)
  if (before === undefined) return 0
  const marks = await readMarks(connection, mailbox)
  if (![...marks.values()].some((mark) => has(mark, 'archived'))) return 0
  if (!force && before.size < largeBytes && !(await beginsBefore(place, mailbox, now - oldMs))) return 0
  return withStateLock(place, mailbox, async () => moveArchived(place, mailbox))
}

async function moveArchived(place: Place, mailbox: Mailbox): Promise<number> {
  const {connection} = place
  const marks = await readMarks(connection, mailbox)
  const isArchived = (id: string): boolean => has(marks.get(id) ?? 0, 'archived')
  const moved: Buffer[] = []
  const movedIds = new Set<string>()
  const readInbox = async (kept: Buffer[]): Promise<void> => {
    moved.length = 0
    await readLines(connection, inboxOf(mailbox), ({text, bytes}) => {
      const message = parseMessage(text)
      if (message && isArchived(message.id)) {
        moved.push(bytes)
        movedIds.add(message.id)
      } else kept.push(bytes, lineFeed)
    })
  }
  await readInbox([])
  if (moved.length === 0) return 0
  const events: string[] = []
  const keptEvents: string[] = []
  await readLines(connection, stateOf(mailbox), ({text}) => {
    const event = parseOwnerEvent(text)
    if (event && movedIds.has(event.id)) events.push(text)
    else if (text !== '') keptEvents.push(text)
  })
  // First they are there twice, then once: a kill in between is made good by the next compaction.
  const {folder} = mailbox
  const [result = 'denied'] = await appendLines(place, [
    {folder, file: mailboxFiles.archive, lines: [...moved, ...events]},
  ])
  if (result !== 'ok') throw appendError(result, `${folder}/${mailboxFiles.archive}`)
  await connection.withLock(inboxOf(mailbox), async () => {
    // What came meanwhile is kept, a torn end as well.
    const kept: Buffer[] = []
    await readInbox(kept)
    await connection.writeFile(inboxOf(mailbox), Buffer.concat([...kept, await tornTail(place, mailbox)]))
  })
  await connection.writeFile(stateOf(mailbox), keptEvents.map((line) => `${line}\n`).join(''))
  return moved.length
}

/** What stands behind the last line feed. */
async function tornTail({connection}: Place, mailbox: Mailbox): Promise<Buffer> {
  const path = inboxOf(mailbox)
  const end = (await readLines(connection, path, () => undefined)) ?? 0
  const {stdout} = await connection.execute(['tail', '-c', `+${end + 1}`, '--', path], {
    effect: 'read',
    timeoutMs: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout
}

async function beginsBefore({connection}: Place, mailbox: Mailbox, limit: number): Promise<boolean> {
  const {stdout} = await connection.execute(['head', '-n', '1', '--', inboxOf(mailbox)], {
    effect: 'read',
    timeoutMs: 60_000,
    maxBuffer: 128 * 1024 * 1024,
  })
  const first = parseMessage(stdout.toString().trimEnd())
  return first !== undefined && Date.parse(first.created_at) < limit
}
