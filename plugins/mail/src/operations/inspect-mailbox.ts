import {join} from 'node:path'
import {isTemporaryName} from '@gt-town/connection'
import {isGtError, type Connection, type GtError, type Place} from '@gt-town/contract'
import {mailboxFiles} from '@gt-town/town-layout'
import {parseOwnerEvent} from '../domain/mail-state.js'
import {parseMessage} from '../domain/message.js'
import {inboxOf, stateOf, type Mailbox} from './mail-place.js'
import {fileStat, readLines} from './read-lines.js'

/** What is wrong with the files of a mailbox. */
export interface MailboxHealth {
  readonly messages: number
  /** whole lines of the inbox that are no messages, by their numbers, the first few */
  readonly badLines: readonly number[]
  readonly bad: number
  /** bytes behind the last line feed */
  readonly tornBytes: number
  /** why it cannot be read at all */
  readonly problem?: GtError
}

const mostTold = 5

/** Those of these mailboxes that hold anything to look at, and what killed commands left in their folders. */
export async function usedMailboxes(
  {connection}: Place,
  mailboxes: readonly Mailbox[],
): Promise<{used: Mailbox[]; temporary: string[]}> {
  const lists = await connection.inspect(mailboxes.map(({folder}) => ({op: 'list', path: folder}) as const))
  const isUsed = (name: string): boolean => name === mailboxFiles.inbox || name === mailboxFiles.state
  const used = mailboxes.filter((_mailbox, at) => {
    const list = lists[at]
    // One that cannot be listed cannot be read either, and says so then.
    return list?.ok ? list.value.some(({name}) => isUsed(name)) : list?.error.code !== 'GT_NOT_FOUND'
  })
  const temporary = mailboxes.flatMap(({folder}, at) => {
    const list = lists[at]
    return list?.ok ? list.value.filter(({name}) => isTemporaryName(name)).map(({name}) => join(folder, name)) : []
  })
  return {used, temporary: await olderThanAnHour(connection, temporary)}
}

const hourMs = 3_600_000

/** What is younger may still be in use. */
async function olderThanAnHour(connection: Connection, paths: readonly string[]): Promise<string[]> {
  const stats = await connection.inspect(paths.map((path) => ({op: 'stat', path, follow: false}) as const))
  return paths.filter((_path, at) => {
    const stat = stats[at]
    return stat?.ok === true && stat.value.mtimeMs < Date.now() - hourMs
  })
}

/** Reads a mailbox whole; nobody who writes to it is held up. */
export async function inspectMailbox({connection}: Place, mailbox: Mailbox): Promise<MailboxHealth> {
  const badLines: number[] = []
  let messages = 0
  let bad = 0
  let line = 0
  const note = (isGood: boolean): void => {
    if (isGood) return
    bad++
    if (badLines.length < mostTold) badLines.push(line)
  }
  try {
    const path = inboxOf(mailbox)
    const end = await readLines(connection, path, ({text}) => {
      line++
      const isMessage = parseMessage(text) !== undefined
      if (isMessage) messages++
      note(isMessage || text.trim() === '')
    })
    const size = (await fileStat(connection, path))?.size ?? 0
    await readLines(connection, stateOf(mailbox), ({text}) => {
      if (text.trim() !== '' && parseOwnerEvent(text) === undefined) bad++
    })
    return {messages, badLines, bad, tornBytes: end === undefined ? 0 : Math.max(0, size - end)}
  } catch (error) {
    if (!isGtError(error)) throw error
    return {messages, badLines, bad, tornBytes: 0, problem: error}
  }
}
