import {isGtError, type Connection, type Stat} from '@gt-town/contract'
import {
  isCurrent,
  isPrefix,
  nowhere,
  parseInboxIndex,
  printIndex,
  type FilePosition,
  type InboxIndex,
} from '../domain/inbox-index.js'
import {parseOwnerEvent} from '../domain/mail-state.js'
import {parseMessage} from '../domain/message.js'
import {inboxOf, indexOf, stateOf, type Mailbox} from './mail-place.js'
import {isUnannounced, isUnread, markOf, type Marks} from './mailbox.js'
import {fileStat, readLines} from './read-lines.js'
import type {Counts} from '../domain/answers.js'

const none: Counts = {messages: 0, unreadable: 0, unread: 0, unannounced: 0}

/** Below this, reading is as quick as keeping an index, unless a light `mail check` is to find it. */
const indexedBytes = 16 * 1024

/**
 * How many messages an inbox has. Of a large one only what came since the last time is read, and what its owner did.
 * @throws NotAFileError, PermissionDeniedError
 */
export async function countInbox(
  connection: Connection,
  mailbox: Mailbox,
  {keepSmall = false}: {keepSmall?: boolean} = {},
): Promise<Counts> {
  const before = await positions(connection, mailbox)
  if (before.inbox === nowhere) return none
  const index = await readIndex(connection, mailbox)
  if (index && isCurrent(index, before.inbox, before.state)) return index
  const start = index && isPrefix(index, before.inbox, before.state) ? index : undefined
  const quick = await countFrom(connection, mailbox, start)
  // A line that gt did not write may speak of a message that is not there.
  const isOdd = quick.counts.unread < 0 || quick.counts.unannounced < 0
  const {counts, end, stateEnd} = isOdd ? await countFrom(connection, mailbox, undefined) : quick
  const fresh: InboxIndex = {
    ...counts,
    inbox: {inode: before.inbox.inode, size: end},
    state: {inode: before.state.inode, size: stateEnd},
  }
  const isKept = keepSmall || end >= indexedBytes
  // What was appended meanwhile is counted up to where it was read. A file that is another one now was perhaps read as such.
  if (isKept && isSameFiles(before, await positions(connection, mailbox))) await keepIndex(connection, mailbox, fresh)
  return counts
}

interface Positions {
  readonly inbox: FilePosition
  readonly state: FilePosition
}

async function positions(connection: Connection, mailbox: Mailbox): Promise<Positions> {
  const [inbox, state] = await Promise.all([
    fileStat(connection, inboxOf(mailbox)),
    fileStat(connection, stateOf(mailbox)),
  ])
  return {inbox: positionOf(inbox), state: positionOf(state)}
}

function isSameFiles(before: Positions, now: Positions): boolean {
  return before.inbox.inode === now.inbox.inode && before.state.inode === now.state.inode
}

async function countFrom(
  connection: Connection,
  mailbox: Mailbox,
  start: InboxIndex | undefined,
): Promise<{counts: Counts; end: number; stateEnd: number}> {
  const {changes: marks, end: stateEnd} = await readMarks(connection, mailbox, start && start.state.size)
  const seen = new Set<string>()
  const counts = {...none, ...(start && pick(start))}
  const add = (mark: Marks, count: 1 | -1): void => {
    if (isUnread(mark)) counts.unread += count
    if (isUnannounced(mark)) counts.unannounced += count
  }
  // What was counted before, and what its owner has done with it since.
  if (start) {
    for (const {before, now} of marks.values()) {
      add(before, -1)
      add(now, 1)
    }
  }
  const onLine = ({text}: {text: string}): void => {
    if (text.trim() === '') return
    const message = parseMessage(text)
    if (message === undefined) counts.unreadable++
    if (message === undefined || seen.has(message.id)) return
    seen.add(message.id)
    counts.messages++
    // What came since the last count and has a mark already was taken off above, as if it had been counted.
    add(start ? 0 : (marks.get(message.id)?.now ?? 0), 1)
  }
  const end = await readLines(connection, inboxOf(mailbox), onLine, {from: start?.inbox.size ?? 0})
  return {counts, end: end ?? 0, stateEnd}
}

interface Change {
  /** up to where the states were looked at the last time */
  before: Marks
  now: Marks
}

/**
 * What its owner did, by the ids of messages.
 * @param from where the states were read up to the last time: then only messages that have changed since
 */
async function readMarks(
  connection: Connection,
  mailbox: Mailbox,
  from: number | undefined,
): Promise<{changes: ReadonlyMap<string, Change>; end: number}> {
  const old = new Map<string, Marks>()
  const changes = new Map<string, Change>()
  const end = await readLines(connection, stateOf(mailbox), ({text, offset}) => {
    const event = parseOwnerEvent(text)
    if (event === undefined) return
    const {id, state} = event
    if (from !== undefined && offset < from) old.set(id, (old.get(id) ?? 0) | markOf(state))
    else {
      const before = changes.get(id)?.before ?? old.get(id) ?? 0
      changes.set(id, {before, now: (changes.get(id)?.now ?? before) | markOf(state)})
    }
  })
  return {changes, end: end ?? 0}
}

async function readIndex(connection: Connection, mailbox: Mailbox): Promise<InboxIndex | undefined> {
  const [found] = await connection.inspect([{op: 'read', path: indexOf(mailbox), maxBytes: 4096}])
  return found.ok ? parseInboxIndex(found.value.toString()) : undefined
}

/** Whoever may not write there only counts again the next time. */
async function keepIndex(connection: Connection, mailbox: Mailbox, index: InboxIndex): Promise<void> {
  try {
    // Not through a link that leads elsewhere.
    if ((await connection.realpath(mailbox.folder)) !== mailbox.folder) return
    await connection.writeFile(indexOf(mailbox), printIndex(index), {mode: 0o600})
  } catch (error) {
    if (!isGtError(error)) throw error
  }
}

function pick({messages, unreadable, unread, unannounced}: InboxIndex): Counts {
  return {messages, unreadable, unread, unannounced}
}

function positionOf(stat: Stat | undefined): FilePosition {
  return stat === undefined ? nowhere : {inode: stat.inode, size: stat.size}
}
