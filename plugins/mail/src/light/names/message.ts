import {closeSync, fstatSync, openSync, readSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {jsonLine, textField, type NamesOf} from '@gt-town/light'
import {mailboxFiles} from '@gt-town/town-layout'
import {ownMailboxFolder} from '../own-mailbox-folder.js'

/** An inbox may be large, and nobody asks Tab for what is old. */
const lookedAtBytes = 256 * 1024
const offered = 100

/** The newest messages of whoever acts, with who wrote what about. */
export const messageCandidates: NamesOf = ({town, as, cwd}) => {
  const folder = town && ownMailboxFolder(town, {as, cwd})
  if (folder === undefined) return []
  const lines = endOf(join(folder, mailboxFiles.inbox)).split('\n').reverse()
  return lines.flatMap((line) => messageIn(line) ?? []).slice(0, offered)
}

function messageIn(line: string): {value: string; description: string} | undefined {
  const message = jsonLine(line)
  const [id, from, subject] = ['id', 'from', 'subject'].map((name) => textField(message, name))
  return id === undefined ? undefined : {value: id, description: `${from ?? '?'}: ${subject ?? ''}`}
}

function endOf(path: string): string {
  if (statSync(path, {throwIfNoEntry: false})?.isFile() !== true) return ''
  const file = openSync(path, 'r')
  try {
    const {size} = fstatSync(file)
    const bytes = Buffer.alloc(Math.min(size, lookedAtBytes))
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, size - bytes.length))
  } finally {
    closeSync(file)
  }
}
