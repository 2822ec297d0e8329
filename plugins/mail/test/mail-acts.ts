import type {Inbox} from '../src/domain/answers.js'
import type {SentLetter} from '../src/domain/answers.js'
import type {MailTown} from '../src/operations/mail-town.js'
import {listInbox} from '../src/use-cases/list-inbox.js'
import {noteOwn, openMessage} from '../src/use-cases/read-message.js'
import {send, type Draft} from '../src/use-cases/send.js'

/** Sends as somebody. @param from absolute address */
export async function sendAs(
  town: MailTown,
  from: string,
  to: string | readonly string[],
  draft: Partial<Draft> = {},
): Promise<SentLetter> {
  return send(
    town,
    {address: from, source: 'flag'},
    {
      ...{subject: 'Subject', body: 'Body', type: 'message', priority: 'normal'},
      ...draft,
      to: typeof to === 'string' ? [to] : to,
    },
  )
}

export async function inboxOf(town: MailTown, address: string): Promise<Inbox> {
  return listInbox(town, address, {unreadOnly: false, limit: 10_000})
}

/** Its subjects, newest first. */
export async function subjects(town: MailTown, address: string): Promise<string[]> {
  return (await inboxOf(town, address)).listed.map(({message}) => message.subject)
}

/** What its owner does to a message. */
export async function act(
  town: MailTown,
  owner: string,
  id: string,
  ...states: ('read' | 'acknowledged' | 'archived')[]
): Promise<void> {
  const identity = {address: owner, source: 'flag'} as const
  await noteOwn(town, [await openMessage(town, id, {identity})], states, 'a test')
}
