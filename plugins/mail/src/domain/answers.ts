import type {Station} from './absolute-address.js'
import type {InboxIndex} from './inbox-index.js'
import type {ReceiptState} from './mail-state.js'
import type {Headers, Letter, Message} from './message.js'

export interface SentCopy {
  /** absolute address */
  readonly to: string
  readonly state: 'accepted' | 'delivered' | 'dead'
  /** why it is not delivered */
  readonly reason?: string
}

export interface SentLetter {
  readonly letter: Letter
  readonly copies: readonly SentCopy[]
}

export interface ListedMessage {
  readonly message: Headers
  readonly state: 'unread' | 'read' | 'acknowledged' | 'archived'
  /** whether some agent was shown it */
  readonly announced: boolean
}

export interface Inbox {
  readonly address: string
  readonly listed: readonly ListedMessage[]
  /** how many more there are */
  readonly more: number
  readonly counts: Counts
}

/** One copy of a letter, and how far it is. */
export interface FollowedCopy {
  readonly to: string
  readonly state: ReceiptState | 'dead'
  /** when it came so far, ISO 8601 */
  readonly at: string
  /** why it is not further */
  readonly waits?: string | undefined
  /** every state it had, with what shows it, in the order of the states */
  readonly history: readonly {state: string; at: string; evidence: string}[]
}

export interface FollowedLetter {
  readonly letter: Letter
  readonly copies: readonly FollowedCopy[]
}

/** One copy that is not delivered. */
export interface QueuedCopy {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly accepted_at: string
  readonly state: 'waiting' | 'dead'
  readonly reason: string
  /** milliseconds since 1970; undefined where nobody tries by itself */
  readonly next?: number | undefined
}

export interface Queue {
  readonly copies: readonly QueuedCopy[]
  /** receipts on their way to senders elsewhere */
  readonly receipts: number
  /** files of the outbox that gt cannot read */
  readonly unreadable: readonly string[]
}

export interface SyncReport {
  readonly station: Station
  readonly machines: readonly MachineReport[]
  readonly delivered: number
  /** to whom: absolute addresses, which may repeat */
  readonly arrived: readonly string[]
  /** given up in this run */
  readonly dead: number
  /** copies that still wait */
  readonly waiting: number
  /** archived messages that were moved out of inboxes */
  readonly compacted: number
  /** mailboxes of this town that could not be delivered to, or not be tidied */
  readonly problems: readonly MailboxProblem[]
}

export interface MailboxProblem {
  readonly mailbox: string
  readonly reason: string
}

interface MachineReport {
  readonly machine: string
  /** why it was not reached; undefined: all well */
  readonly error?: string
}

export interface UnreadMail {
  readonly mailboxes: readonly {address: string; unread: number; messages: number; problem?: string}[]
  /** copies that wait to be delivered */
  readonly waiting: number
  /** since when the oldest of them does, ISO 8601 */
  readonly waitingSince?: string
}

export type ThreadMessage = Omit<Message, 'to'> & {readonly to: readonly string[]}

export type Counts = Pick<InboxIndex, 'messages' | 'unreadable' | 'unread' | 'unannounced'>
