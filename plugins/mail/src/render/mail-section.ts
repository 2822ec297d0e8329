import type {StatusSection} from '@gt-town/contract'
import {printable} from '@gt-town/text'
import type {UnreadMail} from '../domain/answers.js'

/** The section Mail of `gt status`; empty where everything was read and nothing waits. */
export function mailSection({mailboxes, waiting}: UnreadMail): StatusSection[] {
  const rows = mailboxes.map(({address, unread, problem}) => [
    address,
    problem === undefined ? `${unread}` : printable(problem),
  ])
  const outbox = waiting === 0 ? [] : [['(outbox)', `${waiting} waiting: gt mail queue`]]
  const all = [...rows, ...outbox]
  return [
    {
      key: 'mail',
      title: 'Mail',
      order: 40,
      rows: all.length === 0 ? [] : [['MAILBOX', 'UNREAD'], ...all],
      data: {
        mailboxes: mailboxes.map(({address, unread, messages, problem}) => ({
          ...{mailbox: address, unread, messages, problem: problem ?? null},
        })),
        waiting,
      },
    },
  ]
}
