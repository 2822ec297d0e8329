import type {Connection, Place} from '@gt-town/contract'
import {ownerStates, parseOwnerEvent, type OwnerEvent, type OwnerState} from '../domain/mail-state.js'
import {parseMessage, type Message} from '../domain/message.js'
import {archiveOf, inboxOf, stateOf, type Mailbox} from './mail-place.js'
import {readLines} from './read-lines.js'

/** What an owner did with one message, as bits by the place in `ownerStates`. */
export type Marks = number

export const markOf = (state: OwnerState): Marks => 1 << ownerStates.indexOf(state)
export const has = (marks: Marks, state: OwnerState): boolean => (marks & markOf(state)) !== 0
/** Whoever acknowledges has read. */
export const isUnread = (marks: Marks): boolean =>
  !has(marks, 'read') && !has(marks, 'acknowledged') && !has(marks, 'archived')
export const isUnannounced = (marks: Marks): boolean => isUnread(marks) && !has(marks, 'announced')

/** What its owner did with the messages of a mailbox, by their ids. */
export async function readMarks(connection: Connection, mailbox: Mailbox): Promise<Map<string, Marks>> {
  const marks = new Map<string, Marks>()
  await readLines(connection, stateOf(mailbox), ({text}) => {
    const event = parseOwnerEvent(text)
    if (event) marks.set(event.id, (marks.get(event.id) ?? 0) | markOf(event.state))
  })
  return marks
}

export interface Scan {
  /** lines that are no message: torn, or written by somebody else */
  readonly unreadable: number
  readonly messages: number
}

/**
 * Visits every message of an inbox once, oldest first, with what its owner did with it. What was done is read first: then
 * a message that is moved to the archive meanwhile is not taken for a new one.
 * @throws NotAFileError, PermissionDeniedError
 */
export async function scanInbox(
  {connection}: Place,
  mailbox: Mailbox,
  visit: (message: Message, marks: Marks) => void,
  signal?: AbortSignal,
): Promise<Scan> {
  const marks = await readMarks(connection, mailbox)
  const seen = new Set<string>()
  let unreadable = 0
  await readLines(
    connection,
    inboxOf(mailbox),
    ({text}) => {
      if (text.trim() === '') return
      const message = parseMessage(text)
      if (message === undefined) unreadable++
      else if (!seen.has(message.id)) {
        seen.add(message.id)
        visit(message, marks.get(message.id) ?? 0)
      }
    },
    {signal},
  )
  return {unreadable, messages: seen.size}
}

export interface FoundMessage {
  readonly message: Message
  readonly mailbox: Mailbox
  readonly marks: Marks
  /** it was moved out of the inbox */
  readonly isMoved: boolean
}

/**
 * Messages whose id begins so, in the inbox or the archive.
 * @param matches decides by the whole message
 */
export async function findMessages(
  place: Place,
  mailbox: Mailbox,
  matches: (message: Message) => boolean,
): Promise<FoundMessage[]> {
  const found: FoundMessage[] = []
  await scanInbox(place, mailbox, (message, marks) => {
    if (matches(message)) found.push({message, mailbox, marks, isMoved: false})
  })
  const known = new Set(found.map(({message}) => message.id))
  const archived: Message[] = []
  const marks = new Map<string, Marks>()
  await readLines(place.connection, archiveOf(mailbox), ({text}) => {
    const event = parseOwnerEvent(text)
    if (event) return void marks.set(event.id, (marks.get(event.id) ?? 0) | markOf(event.state))
    const message = parseMessage(text)
    if (message && matches(message) && !known.has(message.id)) {
      known.add(message.id)
      archived.push(message)
    }
  })
  return [
    ...found,
    ...archived.map((message) => ({
      message,
      mailbox,
      marks: (marks.get(message.id) ?? 0) | markOf('archived'),
      isMoved: true,
    })),
  ]
}

/** What its owner did with one message, in the order it was done. */
export async function eventsOf({connection}: Place, mailbox: Mailbox, id: string): Promise<OwnerEvent[]> {
  const events: OwnerEvent[] = []
  const note = ({text}: {text: string}): void => {
    const event = text.includes(id) ? parseOwnerEvent(text) : undefined
    if (event?.id === id && !events.some(({state}) => state === event.state)) events.push(event)
  }
  await readLines(connection, archiveOf(mailbox), note)
  await readLines(connection, stateOf(mailbox), note)
  return events
}
