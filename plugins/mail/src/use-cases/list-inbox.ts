import type {MailTown} from '../operations/mail-town.js'
import {headersOf, priorities, type Message} from '../domain/message.js'
import {countInbox} from '../operations/count-inbox.js'
import {requireMailbox} from '../operations/mailboxes.js'
import {has, isUnread, scanInbox, type Marks} from '../operations/mailbox.js'
import type {OwnerState} from '../domain/mail-state.js'
import type {Inbox, ListedMessage} from '../domain/answers.js'

/**
 * What lies in a mailbox, most urgent first and newest first within that. Changes nothing.
 * @param address as the user typed it
 */
export async function listInbox(
  town: MailTown,
  address: string,
  {unreadOnly, limit}: {unreadOnly: boolean; limit: number},
): Promise<Inbox> {
  const mailbox = await requireMailbox(town, address)
  // Of each priority the newest: so no more is kept in memory than is shown.
  const newest = new Map(priorities.map((priority) => [priority, [] as ListedMessage[]]))
  let matching = 0
  await scanInbox(
    town.home,
    mailbox,
    (message, marks) => {
      if (has(marks, 'archived') || (unreadOnly && !isUnread(marks))) return
      matching++
      const kept = newest.get(message.priority) ?? []
      kept.push(listed(message, marks))
      if (kept.length > 2 * limit) kept.splice(0, kept.length - limit)
    },
    town.signal,
  )
  const all = [...newest.values()].flatMap((kept) => kept.slice(-limit).reverse()).slice(0, limit)
  const counts = await countInbox(town.home.connection, mailbox)
  return {address: mailbox.address, listed: all, more: matching - all.length, counts}
}

function listed(message: Message, marks: Marks): ListedMessage {
  return {message: headersOf(message), state: stateOf(marks), announced: has(marks, 'announced')}
}

function stateOf(marks: Marks): ListedMessage['state'] {
  const order: Exclude<OwnerState, 'announced'>[] = ['archived', 'acknowledged', 'read']
  return order.find((state) => has(marks, state)) ?? 'unread'
}
