import {printable} from '@gt-town/text'
import {senderText} from '../domain/announcement.js'
import {shownAddress, type Station} from '../domain/absolute-address.js'
import type {Message} from '../domain/message.js'
import type {FollowedCopy, FollowedLetter, ListedMessage, QueuedCopy, ThreadMessage} from '../domain/answers.js'

/** How much of an id tells messages apart mostly; commands take as much. */
const shortId = (id: string): string => id.slice(0, 8)

export function inboxRows(listed: readonly ListedMessage[], station: Station, now: number): string[][] {
  return [
    ['ID', 'STATE', 'PRIORITY', 'FROM', 'AGE', 'SUBJECT'],
    ...listed.map(({message, state}) => [
      shortId(message.id),
      state,
      message.priority,
      inTable(message.from, station),
      age(message.created_at, now),
      printable(message.subject),
    ]),
  ]
}

export function sentRows(letters: readonly FollowedLetter[], station: Station, now: number): string[][] {
  return [
    ['ID', 'STATE', 'TO', 'AGE', 'SUBJECT'],
    ...letters.flatMap(({letter, copies}) =>
      copies.map((copy) => [
        shortId(letter.id),
        copy.state,
        inTable(copy.to, station),
        age(letter.created_at, now),
        printable(letter.subject),
      ]),
    ),
  ]
}

export function queueRows(copies: readonly QueuedCopy[], station: Station, now: number): string[][] {
  return [
    ['ID', 'STATE', 'TO', 'AGE', 'WHY'],
    ...copies.map(({id, state, to, accepted_at, reason, next}) => [
      shortId(id),
      state,
      inTable(to, station),
      age(accepted_at, now),
      printable(next === undefined ? reason : `${reason}; tried again ${until(next, now)}`),
    ]),
  ]
}

/** A message as one reads it: its headers, a blank line, its body. */
export function messageText(message: Omit<Message, 'to'> & {to: string | readonly string[]}, station: Station): string {
  const to = typeof message.to === 'string' ? [message.to] : message.to
  const headers = [
    ['Id', message.id],
    ['From', `${senderText(message as Message, station)} (${sources[message.from_by]})`],
    ['To', to.map((address) => shownAddress(address, station)).join(', ')],
    ['Date', message.created_at],
    ['Kind', `${message.type}, ${message.priority}`],
    ['Thread', message.thread_id],
    ...(message.reply_to === undefined ? [] : [['Reply to', message.reply_to]]),
    ['Subject', message.subject],
  ]
  const lines = headers.map(([name = '', value = '']) => `${`${name}:`.padEnd(10)}${printable(value)}`)
  return `${lines.join('\n')}\n\n${printable(message.body, {lines: true})}`
}

export function threadText(messages: readonly ThreadMessage[], station: Station): string {
  return messages.map((message) => messageText(message, station)).join('\n\n----\n\n')
}

/** All that is known of one copy, a line for each state. */
export function historyRows(copies: readonly FollowedCopy[], station: Station): string[][] {
  return [
    ['TO', 'STATE', 'WHEN', 'EVIDENCE'],
    ...copies.flatMap(({to, history, waits, state}) => [
      ...history.map((step) => [shownAddress(to, station), step.state, step.at, printable(step.evidence)]),
      ...(waits !== undefined && state !== 'dead'
        ? [[shownAddress(to, station), 'waiting', '', printable(waits)]]
        : []),
    ]),
  ]
}

const sources: Readonly<Record<Message['from_by'], string>> = {
  flag: 'by --from',
  env: 'by GT_ADDRESS',
  folder: 'by its folder',
  town: 'at the root of the town',
  gt: 'by gt',
  unknown: 'nothing says how it was found',
}

/** Such as `5s`, `12m`, `3h`, `9d`; `?` for a time that is none. */
function age(iso: string, now: number): string {
  const milliseconds = now - Date.parse(iso)
  if (Number.isNaN(milliseconds)) return '?'
  return duration(Math.max(0, milliseconds))
}

/** Names may be long; the whole of it is in --json and gt mail read. */
function inTable(address: string, station: Station): string {
  const characters = Array.from(printable(shownAddress(address, station)))
  return characters.length <= widest ? characters.join('') : `${characters.slice(0, widest - 3).join('')}...`
}

const widest = 30

function until(next: number, now: number): string {
  return next <= now ? 'at the next gt mail sync' : `in ${duration(next - now)}`
}

function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)}h`
  return `${Math.floor(seconds / 86_400)}d`
}
