import {isGtError, type Place} from '@gt-town/contract'
import {ownStation} from '../operations/mail-place.js'
import {shownAddress} from '../domain/absolute-address.js'
import {allMailboxes} from '../operations/mailboxes.js'
import {countInbox} from '../operations/count-inbox.js'
import {listOutbox} from '../operations/list-outbox.js'
import type {UnreadMail} from '../domain/answers.js'

/** Mailboxes of this town that have unread mail or cannot be read, and how much waits in the outbox. */
export async function unreadMail(home: Place): Promise<UnreadMail> {
  const station = ownStation(home.workspace)
  const all = await Promise.all(
    (await allMailboxes(home)).map(async (mailbox) => {
      const address = shownAddress(mailbox.address, station)
      try {
        const {unread, messages} = await countInbox(home.connection, mailbox)
        return {address, unread, messages}
      } catch (error) {
        if (!isGtError(error)) throw error
        return {address, unread: 0, messages: 0, problem: error.message}
      }
    }),
  )
  const entries = (await listOutbox(home)).flatMap((file) => file.entries)
  const letters = entries.flatMap((entry) => (entry.kind === 'letter' && entry.waiting.length > 0 ? [entry] : []))
  const waiting = letters.reduce((sum, letter) => sum + letter.waiting.length, 0)
  const [waitingSince] = letters.map((letter) => letter.accepted_at).sort()
  return {
    mailboxes: all.filter(({unread, problem}) => unread > 0 || problem !== undefined),
    waiting,
    ...(waitingSince !== undefined && {waitingSince}),
  }
}
