import {randomBytes} from 'node:crypto'
import {join} from 'node:path'
import {isGtError, type Place} from '@gt-town/contract'
import {deadMailFolder} from '@gt-town/town-layout'
import {messageId, type Letter} from '../domain/message.js'
import {parseEntry, printEntry, type LetterEntry} from '../domain/outbox-entry.js'

/** A letter that was given up for some recipients. */
export interface DeadLetter {
  readonly path: string
  readonly entry: LetterEntry
}

/** Keeps a letter among the dead ones, for these recipients. To be called before it leaves the outbox. */
export async function bury(
  {connection, workspace}: Place,
  entry: LetterEntry,
  recipients: readonly string[],
): Promise<void> {
  const folder = deadMailFolder(workspace)
  await connection.mkdirAll(folder)
  const dead: LetterEntry = {...entry, recipients, waiting: recipients}
  // The same again after a kill, and another file for other recipients of the same letter.
  const path = join(folder, `${entry.id}-${randomBytes(6).toString('hex')}.jsonl`)
  await connection.writeFile(path, `${printEntry(dead)}\n`, {mode: 0o600, exclusive: true})
}

export async function deadLetters({connection, workspace}: Place): Promise<DeadLetter[]> {
  const folder = deadMailFolder(workspace)
  const names = await namesIn(folder, connection)
  const paths = names.map((name) => join(folder, name))
  const contents = await connection.inspect(paths.map((path) => ({op: 'read', path}) as const))
  const found = paths.flatMap((path, at): DeadLetter[] => {
    const content = contents[at]
    const entry = content?.ok === true ? parseEntry(content.value.toString().trimEnd()) : undefined
    return entry?.kind === 'letter' ? [{path, entry}] : []
  })
  return found.sort((a, b) => (a.entry.accepted_at < b.entry.accepted_at ? -1 : 1))
}

/** What the sender is told: that, to whom and why; what was written stays in the dead letter. */
export function bounceOf(
  {letter}: LetterEntry,
  recipients: readonly string[],
  {station, reason, at}: {station: string; reason: string; at: string},
): LetterEntry {
  const id = messageId(randomBytes(16))
  const bounce: Letter = {
    id,
    from: 'mayor',
    from_by: 'gt',
    subject: `Not delivered: ${letter.subject}`,
    body: [
      `Your message ${letter.id} of ${letter.created_at} was not delivered to ${recipients.join(', ')}:`,
      `${reason}.`,
      '',
      `It is kept as a dead letter (at ${station}): gt mail queue shows it, gt mail queue --retry ${letter.id} tries again.`,
    ].join('\n'),
    type: 'notification',
    priority: letter.priority,
    thread_id: letter.thread_id,
    reply_to: letter.id,
    created_at: at,
  }
  return {kind: 'letter', id, letter: bounce, recipients: [letter.from], waiting: [letter.from], accepted_at: at}
}

async function namesIn(folder: string, connection: Place['connection']): Promise<string[]> {
  try {
    const entries = await connection.listDir(folder)
    return entries
      .filter(({type, name}) => type === 'file' && name.endsWith('.jsonl') && !name.startsWith('.'))
      .map(({name}) => name)
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return []
    throw error
  }
}
