import * as fs from 'node:fs'
import {promisify} from 'node:util'
import {ExistsError} from '@gt-town/contract'
import {entryAt, unlink} from './durable.js'
import {errnoOf} from './system-error.js'

/** Not every file system has hard links, nor may every file be linked. */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

/**
 * Renames a file or a link, never replacing anything. rename(2) replaces silently, and Node has no way to ask it not to:
 * so the file gets its new name by link(2), which refuses what exists, and only then loses the old one.
 */
export async function renameNew(from: string, to: string): Promise<void> {
  try {
    await promisify(fs.link)(from, to)
  } catch (error) {
    if (!noLinks.has(errnoOf(error))) throw error
    if (await entryAt(to)) throw new ExistsError(to, {cause: error})
    await promisify(fs.rename)(from, to)
    return
  }
  await unlink(from)
}
