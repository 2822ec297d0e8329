import type {MailIdentity} from '../domain/identity.js'
import type {MailTown} from '../operations/mail-town.js'
import type {Message} from '../domain/message.js'
import {allMailboxes} from '../operations/mailboxes.js'
import {findMessages} from '../operations/mailbox.js'
import {readSent} from '../operations/sent-mail.js'
import {threadOfMessage} from './thread-of-message.js'
import type {ThreadMessage} from '../domain/answers.js'

/**
 * All messages of the thread of one message that lie in this town, oldest first: what came and what was sent from here.
 * @param id of any of them, or how it begins
 */
export async function showThread(
  town: MailTown,
  id: string,
  {identity, limit}: {identity: MailIdentity | undefined; limit: number},
): Promise<{thread: string; messages: ThreadMessage[]; more: number}> {
  const {thread} = await threadOfMessage(town, id, identity)
  const found = new Map<string, ThreadMessage>()
  const add = ({to, ...message}: Message): void => {
    const before = found.get(message.id)?.to ?? []
    found.set(message.id, {...message, to: before.includes(to) ? before : [...before, to]})
  }
  for (const mailbox of await allMailboxes(town.home)) {
    const messages = await findMessages(town.home, mailbox, (message) => message.thread_id === thread)
    for (const {message} of messages) add(message)
  }
  const {records} = await readSent(town.home, ({letter}) => letter.thread_id === thread, limit)
  for (const {entry} of records) for (const to of entry.recipients) add({...entry.letter, to})
  const messages = [...found.values()].sort((a, b) => a.created_at.localeCompare(b.created_at, 'en'))
  return {thread, messages: messages.slice(-limit), more: Math.max(0, messages.length - limit)}
}
