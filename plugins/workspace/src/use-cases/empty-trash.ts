import {join} from 'node:path'
import {GtError, isGtError, type Connection, type HubAndTarget} from '@gt-town/contract'
import {trashEntryFolder} from '@gt-town/town-layout'
import type {TrashEntry} from '../domain/trash/trash-entry.js'
import {deleteStaleStaging, withStaging} from '../operations/files/staging.js'
import {emptyEntries, findEntry, trashEntries} from '../operations/trash/entries.js'
import {dropEntry} from '../operations/trash/restoring.js'

const hourMs = 3_600_000

/** Which entries. */
export type TrashChoice =
  | {readonly entry: string}
  | {readonly all: true}
  /** removed before this time, in milliseconds since 1970 */
  | {readonly before: number}

/** @throws UsageError `GT_TRASH_NOT_FOUND` */
export async function chooseTrash({target}: HubAndTarget, choice: TrashChoice): Promise<TrashEntry[]> {
  const {connection, workspace: town} = target
  if ('entry' in choice) return [await findEntry(connection, town, choice.entry)]
  const entries = await trashEntries(connection, town)
  if ('all' in choice) return entries
  return entries.filter(({manifest}) => manifest !== undefined && Date.parse(manifest.removed_at) < choice.before)
}

/**
 * Deletes entries for good. Links in them are deleted, not followed.
 * @throws GtError `GT_TRASH_NOT_EMPTIED` where something of one stays
 */
export async function emptyTrash({target}: HubAndTarget, entries: readonly TrashEntry[]): Promise<void> {
  const {connection, workspace: town} = target
  await deleteStaleStaging(connection, town)
  for (const {id} of entries) {
    const folder = trashEntryFolder(town, id)
    try {
      // Out of the trash in one step: nobody restores half of an entry.
      await withStaging(connection, town, async (staging) => {
        const aside = join(staging, 'trash')
        await connection.rename(folder, aside)
        await removeAll(connection, aside)
      })
    } catch (error) {
      // Somebody else was quicker.
      if (isGtError(error, 'GT_NOT_FOUND')) continue
      if (!isGtError(error, 'GT_NO_SPACE')) throw error
      // There is no room for as much as a folder, and this is what makes some.
      await removeAll(connection, folder)
    }
  }
}

/** An entry that a killed command has left without anything in it; a younger one may be of a removal that is under way. */
export async function sweepTrash({target}: HubAndTarget, now: number): Promise<void> {
  const {connection, workspace: town} = target
  for (const id of await emptyEntries(connection, town, now - hourMs)) await dropEntry(connection, town, {id})
}

/** Folders that may not be written, such as those of a cache of modules, are made so first. */
async function removeAll(connection: Connection, folder: string): Promise<void> {
  try {
    await connection.remove(folder, {recursive: true})
  } catch (error) {
    if (!isGtError(error, 'GT_PERMISSION_DENIED')) throw kept(folder, error)
    await connection.execute(['chmod', '-R', 'u+rwX', folder], {effect: 'write', paths: [folder]})
    try {
      await connection.remove(folder, {recursive: true})
    } catch (again) {
      throw kept(folder, again)
    }
  }
}

function kept(folder: string, cause: unknown): unknown {
  if (!isGtError(cause) || isGtError(cause, 'GT_NOT_FOUND') || isGtError(cause, 'GT_ABORTED')) return cause
  return new GtError('GT_TRASH_NOT_EMPTIED', `not all of it could be deleted: ${cause.message}`, {
    hint: `what is left lies in ${folder}: see why it cannot be deleted (lsattr, ls -l), then delete it by hand`,
    cause,
  })
}
