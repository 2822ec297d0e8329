import {isStation} from './absolute-address.js'
/** Most urgent first. */
export const priorities = ['urgent', 'high', 'normal', 'low'] as const
export type Priority = (typeof priorities)[number]

export const messageTypes = ['message', 'task', 'escalation', 'notification', 'reply'] as const
export type MessageType = (typeof messageTypes)[number]

/** How the sender was found: `--from`, GT_ADDRESS, the folder, or the root of the town. `gt` wrote it itself: a bounce. `unknown`: another program wrote it. */
const senderSources = ['flag', 'env', 'folder', 'town', 'gt', 'unknown'] as const
export type SenderSource = (typeof senderSources)[number]

/** What its sender wrote, the same for every recipient. Addresses are absolute: see absolute-address.ts. */
export interface Letter {
  readonly id: string
  readonly from: string
  readonly from_by: SenderSource
  readonly subject: string
  readonly body: string
  readonly type: MessageType
  readonly priority: Priority
  readonly thread_id: string
  readonly reply_to?: string
  /** ISO 8601, UTC, by the clock of the sender's machine */
  readonly created_at: string
}

/** One copy of a letter, as a line of an inbox has it. */
export interface Message extends Letter {
  readonly to: string
  /** the machine it was collected from, as the hub calls it: noted by the hub, whatever the sender claims */
  readonly collected_from?: string
}

/** All but the body, which may be large. */
export type Headers = Omit<Message, 'body'>

export function headersOf(message: Message): Headers {
  const {id, from, from_by, to, collected_from, subject, type, priority, thread_id, reply_to, created_at} = message
  return {
    ...{id, from, from_by, to, subject, type, priority, thread_id, created_at},
    ...(reply_to !== undefined && {reply_to}),
    ...(collected_from !== undefined && {collected_from}),
  }
}

/** What is the same in all copies. */
export function letterOf(message: Message): Letter {
  const {id, from, from_by, subject, body, type, priority, thread_id, reply_to, created_at} = message
  return {
    ...{id, from, from_by, subject, body, type, priority, thread_id, created_at},
    ...(reply_to !== undefined && {reply_to}),
  }
}

/** Of the body, as UTF-8. */
export const maxBodyBytes = 16 * 1024 * 1024
export const maxSubjectBytes = 998

/** The line of an inbox, without its line feed. The first 30 bytes of every record are its version and id: append.sh leans on that. */
export function printMessage(message: Message): string {
  const {id, from, from_by, to, collected_from, subject, body, type, priority, thread_id, reply_to, created_at} =
    message
  return JSON.stringify({
    ...{v: 1, id, from, from_by, to, collected_from, subject, type, priority, thread_id, reply_to, created_at, body},
  })
}

/**
 * Takes what other programs wrote as well, as far as it goes: all a message needs is an id.
 * @returns undefined for a line that is no message of a version known here: torn, or something else
 */
export function parseMessage(line: string): Message | undefined {
  const record = parseRecord(line)
  return record && messageFrom(record)
}

/** The same from the object of a line. */
export function messageFrom(record: Readonly<Record<string, unknown>>): Message | undefined {
  const id = typeof record['id'] === 'number' ? String(record['id']) : record['id']
  if (!isId(id) || 'state' in record) return undefined
  const {thread_id, reply_to, collected_from} = record
  const text = (key: string): string => (typeof record[key] === 'string' ? record[key] : '')
  return {
    id,
    from: text('from'),
    to: text('to'),
    subject: text('subject'),
    body: text('body'),
    created_at: text('created_at') || text('timestamp'),
    from_by: oneOf(senderSources, record['from_by'], 'unknown'),
    type: oneOf(messageTypes, record['type'], 'message'),
    priority: oneOf(priorities, record['priority'], 'normal'),
    thread_id: isId(thread_id) ? thread_id : id,
    ...(isId(reply_to) && {reply_to}),
    ...(isStation(collected_from) && {collected_from}),
  }
}

/** A line as the object it holds, if it holds one of version 1, which is what one without a version is. */
export function parseRecord(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null) return undefined
    const record = value as Record<string, unknown>
    return (record['v'] ?? 1) === 1 ? record : undefined
  } catch {
    return undefined
  }
}

const idLength = 16
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** 80 bits of chance in Crockford's base 32, https://www.crockford.com/base32.html. @param chance 16 random bytes */
export function messageId(chance: Uint8Array): string {
  return Array.from(chance.subarray(0, idLength), (byte) => alphabet[byte % 32]).join('')
}

/** As gt makes them: what is carried on has such a one. */
export function isMessageId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-hjkmnp-tv-z]{16}$/.test(value)
}

/** As whoever writes into an inbox may make them. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value)
}

function oneOf<const Values extends readonly string[]>(
  values: Values,
  value: unknown,
  otherwise: Values[number],
): Values[number] {
  return values.find((known) => known === value) ?? otherwise
}
