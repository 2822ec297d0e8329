import type {StatusSection} from '@gt-town/contract'
import {printable} from '@gt-town/text'
import type {UnreadMail} from '../domain/answers.js'

/** Mail that waits for longer is on somebody's mind. */
const stuckMinutes = 10

/** The section Mail of `gt status`; empty where everything was read and nothing waits. */
export function mailSection({mailboxes, waiting, waitingSince}: UnreadMail, now: number): StatusSection[] {
  const rows = mailboxes.map(({address, unread, problem}) => [
    address,
    problem === undefined ? `${unread}` : printable(problem),
  ])
  const outbox = waiting === 0 ? [] : [['(outbox)', `${waiting} waiting: gt mail queue`]]
  const all = [...rows, ...outbox]
  const minutes = waitingSince === undefined ? 0 : Math.floor((now - Date.parse(waitingSince)) / 60_000)
  const stuck =
    minutes < stuckMinutes
      ? []
      : [
          {
            what: 'mail',
            why: `${waiting} waiting to be delivered, the oldest for ${minutes} min`,
            next: 'gt mail queue',
          },
        ]
  return [
    {
      key: 'mail',
      title: 'Mail',
      order: 40,
      rows: all.length === 0 ? [] : [['MAILBOX', 'UNREAD'], ...all],
      summary: summaryOf({mailboxes, waiting}),
      attention: [
        ...stuck,
        ...mailboxes.flatMap(({address, unread, problem}) => {
          if (problem !== undefined) return [{what: `mail of ${address}`, why: printable(problem), next: 'gt doctor'}]
          // What agents have not read is theirs to read.
          if (address !== 'mayor' || unread === 0) return []
          return [{what: 'mail', why: `${unread} unread for the mayor`, next: 'gt mail inbox mayor'}]
        }),
      ],
      data: {
        mailboxes: mailboxes.map(({address, unread, messages, problem}) => ({
          ...{mailbox: address, unread, messages, problem: problem ?? null},
        })),
        waiting,
      },
    },
  ]
}

function summaryOf({mailboxes, waiting}: UnreadMail): string {
  const unread = mailboxes.reduce((sum, mailbox) => sum + mailbox.unread, 0)
  return `${unread === 0 ? 'nothing' : unread} unread${waiting === 0 ? '' : `, ${waiting} waiting to be delivered`}`
}
