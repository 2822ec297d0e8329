import {join} from 'node:path'
import {isGtError, type HubAndTarget} from '@gt-town/contract'
import {trashEntryFolder} from '@gt-town/town-layout'
import type {TrashEntry} from '../domain/trash/trash-entry.js'
import {deleteStaleStaging, withStaging} from '../operations/files/staging.js'
import {findEntry, trashEntries} from '../operations/trash/entries.js'

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

/** Deletes entries for good. Links in them are deleted, not followed. */
export async function emptyTrash({target}: HubAndTarget, entries: readonly TrashEntry[]): Promise<void> {
  const {connection, workspace: town} = target
  await deleteStaleStaging(connection, town)
  for (const {id} of entries) {
    // Out of the trash in one step: nobody restores half of an entry.
    await withStaging(connection, town, async (staging) => {
      try {
        await connection.rename(trashEntryFolder(town, id), join(staging, 'trash'))
      } catch (error) {
        // Somebody else was quicker.
        if (!isGtError(error, 'GT_NOT_FOUND')) throw error
      }
    })
  }
}
