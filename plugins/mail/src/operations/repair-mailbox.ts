import {join} from 'node:path'
import type {Place} from '@gt-town/contract'
import {parseOwnerEvent} from '../domain/mail-state.js'
import {parseMessage} from '../domain/message.js'
import {inboxOf, stateOf, type Mailbox} from './mail-place.js'
import {fileStat, readLines} from './read-lines.js'

/** Ends a torn line, so that it is one of its own. */
export async function closeTornTail({connection}: Place, mailbox: Mailbox): Promise<void> {
  const path = inboxOf(mailbox)
  await connection.withLock(path, async () => {
    const end = await readLines(connection, path, () => undefined)
    const size = (await fileStat(connection, path))?.size ?? 0
    if (end !== undefined && size > end) await connection.appendFile(path, '\n')
  })
}

/** Moves lines that gt cannot read out of an inbox and its states, to a file beside it: first they are there, then they are gone here. */
export async function setLinesAside(place: Place, mailbox: Mailbox): Promise<void> {
  await setAside(place, inboxOf(mailbox), (text) => parseMessage(text) !== undefined)
  await setAside(place, stateOf(mailbox), (text) => parseOwnerEvent(text) !== undefined)
}

const lineFeed = Buffer.from('\n')

async function setAside({connection}: Place, path: string, isGood: (text: string) => boolean): Promise<void> {
  if ((await fileStat(connection, path)) === undefined) return
  await connection.withLock(path, async () => {
    const kept: Buffer[] = []
    const aside: Buffer[] = []
    const end = await readLines(connection, path, ({text, bytes}) => {
      if (text.trim() === '' || isGood(text)) kept.push(bytes, lineFeed)
      else aside.push(bytes, lineFeed)
    })
    if (aside.length === 0) return
    const size = (await fileStat(connection, path))?.size ?? 0
    // What is torn is closed first, by its own repair.
    if (end !== size) return
    await connection.appendFile(join(`${path}.unreadable`), Buffer.concat(aside))
    await connection.writeFile(path, Buffer.concat(kept))
  })
}
