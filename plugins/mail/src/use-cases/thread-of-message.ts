import {isGtError} from '@gt-town/contract'
import type {MailIdentity} from '../domain/identity.js'
import type {MailTown} from '../operations/mail-town.js'
import type {Letter} from '../domain/message.js'
import {mailboxOf} from '../operations/mail-place.js'
import {isMeant, requireMessage} from '../operations/mailboxes.js'
import {readSent} from '../operations/sent-mail.js'

/**
 * The message that is answered, wherever in this town it is known: received, or sent from here.
 * @param id its id, or how it begins
 * @throws UsageError `GT_MAIL_NOT_FOUND`, `GT_MAIL_AMBIGUOUS`
 */
async function knownMessage(town: MailTown, id: string, identity: MailIdentity | undefined): Promise<Letter> {
  try {
    const own = identity && mailboxOf(town.home.workspace, identity.address)
    return (await requireMessage(town, id, {own})).message
  } catch (error) {
    if (!isGtError(error, 'GT_MAIL_NOT_FOUND')) throw error
    const {records} = await readSent(town.home, (entry) => isMeant(entry.id, id), 1)
    const [record] = records
    if (record === undefined) throw error
    return record.entry.letter
  }
}

export async function threadOfMessage(
  town: MailTown,
  id: string,
  identity: MailIdentity | undefined,
): Promise<{id: string; thread: string}> {
  const found = await knownMessage(town, id, identity)
  return {id: found.id, thread: found.thread_id}
}
