import {lstatSync} from 'node:fs'
import {join} from 'node:path'
import {soundTown, textIfThere} from '@gt-town/light'
import {mailboxFiles} from '@gt-town/town-layout'
import {isCurrent, nowhere, parseInboxIndex, type FilePosition} from '../domain/inbox-index.js'
import {ownMailboxFolder} from './own-mailbox-folder.js'

/** A command line as it was parsed, and where it was typed. */
export interface LightCall {
  readonly flags: Readonly<Record<string, string | boolean | undefined>>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
}

/**
 * `gt mail check` where there is nothing to tell, which is nearly always: a few reads, and nothing of gt is loaded. Whatever is not
 * plainly so is left to the command itself.
 * @returns what is printed; undefined: run the command
 */
export function mailCheck({flags, env, cwd}: LightCall): string | undefined {
  if (flags['json'] === true || cwd === '') return undefined
  try {
    const named = flags['town'] ?? env['GT_TOWN_ROOT']
    const town = soundTown({named: typeof named === 'string' ? named : undefined, cwd})
    const as = flags['as'] ?? (env['GT_ADDRESS'] || undefined)
    const mailbox = town && ownMailboxFolder(town, {as: typeof as === 'string' ? as : undefined, cwd})
    return mailbox !== undefined && hasNothingNew(mailbox) ? '' : undefined
  } catch {
    return undefined
  }
}

function hasNothingNew(folder: string): boolean {
  const inbox = positionOf(join(folder, mailboxFiles.inbox))
  if (inbox === undefined) return false
  if (inbox.size === 0) return true
  const index = parseInboxIndex(textIfThere(join(folder, mailboxFiles.index)) ?? '')
  const state = positionOf(join(folder, mailboxFiles.state))
  return index !== undefined && state !== undefined && isCurrent(index, inbox, state) && index.unannounced === 0
}

/** @returns undefined for what is no file */
function positionOf(path: string): FilePosition | undefined {
  const found = lstatSync(path, {throwIfNoEntry: false})
  if (found === undefined) return nowhere
  // As a connection tells files apart.
  return found.isFile() ? {inode: `${found.dev}:${found.ino}`, size: found.size} : undefined
}
