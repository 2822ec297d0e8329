import type {Ring} from '@gt-town/contract'
import type {FollowedLetter, Inbox, Queue, SyncReport} from '../domain/answers.js'
import type {Headers, Letter, Message} from '../domain/message.js'

/** Of each message that arrives while gt mail watch looks. */
export interface WatchedDocument {
  message: Headers
}

export interface ReadDocument {
  message: Message & {mailbox: string}
  marked_read: boolean
}

export interface SentDocument {
  message: Letter & {
    recipients: {
      to: string
      state: string
      reason: string | null
      /** whether its agent was told; null where the message is not there yet, or nobody tells agents */
      ring: {result: string; detail: string} | null
    }[]
  }
}

/** @param rings of those who were told */
export function sentDocument(
  letter: Letter,
  copies: readonly {to: string; state: string; reason?: string | undefined}[],
  rings: readonly {to: string; ring: Ring}[],
): SentDocument {
  const told = new Map(rings.map(({to, ring: {result, detail}}) => [to, {result, detail}]))
  const recipients = copies.map(({to, state, reason}) => ({
    ...{to, state, reason: reason ?? null},
    ring: told.get(to) ?? null,
  }))
  return {message: {...letter, recipients}}
}

export interface InboxDocument {
  mailbox: string
  messages: (Omit<Message, 'body'> & {state: string; announced: boolean})[]
  /** how many more there are */
  more: number
  unread: number
  unannounced: number
  /** lines that are no messages */
  unreadable: number
}

export function inboxDocument({address, listed, more, counts}: Inbox): InboxDocument {
  const {unread, unannounced, unreadable} = counts
  const messages = listed.map(({message, state, announced}) => ({...message, state, announced}))
  return {mailbox: address, messages, more, unread, unannounced, unreadable}
}

export interface FollowedDocument extends Letter {
  recipients: {
    to: string
    state: string
    at: string
    waits: string | null
    history: {state: string; at: string; evidence: string}[]
  }[]
}

export function followedDocument({letter, copies}: FollowedLetter): FollowedDocument {
  const recipients = copies.map(({to, state, at, waits, history}) => ({
    ...{to, state, at, waits: waits ?? null},
    history: [...history],
  }))
  return {...letter, recipients}
}

export interface QueueDocument {
  messages: {
    id: string
    from: string
    to: string
    subject: string
    accepted_at: string
    state: string
    reason: string
    next_try_at: string | null
  }[]
  receipts: number
  unreadable: string[]
}

export function queueDocument({copies, receipts, unreadable}: Queue): QueueDocument {
  const messages = copies.map(({next, ...copy}) => ({
    ...copy,
    next_try_at: next === undefined ? null : new Date(next).toISOString(),
  }))
  return {messages, receipts, unreadable: [...unreadable]}
}

export interface SyncDocument {
  delivered: number
  dead: number
  waiting: number
  compacted: number
  machines: {name: string; error: string | null}[]
  /** mailboxes of this town that could not be delivered to, or not be tidied */
  problems: {mailbox: string; reason: string}[]
}

export function syncDocument({delivered, dead, waiting, compacted, machines, problems}: SyncReport): SyncDocument {
  return {
    ...{delivered, dead, waiting, compacted},
    machines: machines.map(({machine, error}) => ({name: machine, error: error ?? null})),
    problems: [...problems],
  }
}
