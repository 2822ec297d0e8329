import type {MailIdentity} from '../domain/identity.js'
import type {OwnerState} from '../domain/mail-state.js'
import type {MailTown} from '../operations/mail-town.js'
import type {Message} from '../domain/message.js'
import {mailboxOf} from '../operations/mail-place.js'
import {requireMailbox, requireMessage} from '../operations/mailboxes.js'
import {findMessages} from '../operations/mailbox.js'
import {noteArchivedStates, noteStates, withStateLock} from '../operations/note-states.js'
import {UsageError} from '@gt-town/contract'

export interface ReadMessage {
  readonly message: Message
  /** whose mailbox it is in, absolute */
  readonly mailbox: string
  /** whether it is the reader's own, so that its state changed */
  readonly isOwn: boolean
}

interface Where {
  readonly identity: MailIdentity | undefined
  /** as the user typed it */
  readonly mailbox?: string | undefined
}

/** Finds a message to be shown; nothing is noted yet, since nobody has seen it. */
export async function openMessage(town: MailTown, id: string, where: Where): Promise<ReadMessage> {
  const own = where.identity && mailboxOf(town.home.workspace, where.identity.address)
  const only = where.mailbox === undefined ? undefined : await requireMailbox(town, where.mailbox)
  const {message, mailbox} = await requireMessage(town, id, {own, only})
  return {message, mailbox: mailbox.address, isOwn: mailbox.address === own?.address}
}

/** The same of several: those of one's own whose ids are whole are found in one look, however large the mailbox is. */
export async function openMessages(town: MailTown, ids: readonly string[], where: Where): Promise<ReadMessage[]> {
  const own = where.identity && mailboxOf(town.home.workspace, where.identity.address)
  const wanted = new Set(ids)
  const isMany = wanted.size > 1 && own !== undefined && where.mailbox === undefined
  const found = isMany ? await findMessages(town.home, own, ({id}) => wanted.has(id)) : []
  const known = new Map(found.map(({message}) => [message.id, message]))
  const opened: ReadMessage[] = []
  for (const id of ids) {
    const message = known.get(id)
    opened.push(message && own ? {message, mailbox: own.address, isOwn: true} : await openMessage(town, id, where))
  }
  return opened
}

/** Notes that the owner has done so. @param evidence what shows it */
export async function noteOwn(
  town: MailTown,
  opened: readonly ReadMessage[],
  states: readonly OwnerState[],
  evidence: string,
): Promise<void> {
  requireOwn(opened)
  const ids = new Set(opened.map(({message}) => message.id))
  for (const address of new Set(opened.map(({mailbox}) => mailbox))) {
    const mailbox = mailboxOf(town.home.workspace, address)
    await withStateLock(town.home, mailbox, async () => {
      // Where they lie now: they may have been moved since they were opened.
      const found = await findMessages(town.home, mailbox, ({id}) => ids.has(id))
      const change = {states, now: town.now(), evidence}
      const inInbox = found.filter(({isMoved}) => !isMoved).map((one) => one.message)
      await noteStates(town.home, mailbox, inInbox, change)
      const moved = found.filter(({isMoved}) => isMoved)
      if (moved.length > 0) await noteArchivedStates(town.home, mailbox, moved, change)
    })
  }
}

/** Refuses all of them where one is somebody else's: then nothing has changed. */
export function requireOwn(opened: readonly ReadMessage[]): void {
  const other = opened.find(({isOwn}) => !isOwn)
  if (other) throw notOwner(other.message.id, other.mailbox)
}

function notOwner(id: string, mailbox: string): UsageError {
  return new UsageError('GT_MAIL_NOT_YOURS', `${id} is in the mailbox of ${mailbox}: only its owner can do that`, {
    hint: `act as its owner with --as ${mailbox}, or look at it with gt mail read ${id} --peek`,
  })
}
