import type {ListedTrash} from '../domain/trash/listed-trash.js'
import type {HubAndTarget} from '@gt-town/contract'
import {trashEntryFolder} from '@gt-town/town-layout'
import {findEntry, trashEntries} from '../operations/trash/entries.js'
import {savedReferences, savedReferencesOf} from '../operations/trash/saved-references.js'

export async function listTrash({target}: HubAndTarget): Promise<ListedTrash> {
  const {connection, workspace: town} = target
  const [entries, saved] = await Promise.all([trashEntries(connection, town), savedReferences(connection, town)])
  return {entries: entries.map((entry) => ({...entry, path: trashEntryFolder(town, entry.id)})), saved}
}

/** @throws UsageError `GT_TRASH_NOT_FOUND` */
export async function showTrash({target}: HubAndTarget, wanted: string): Promise<ListedTrash> {
  const {connection, workspace: town} = target
  const saved = await savedReferencesOf(connection, town, wanted)
  if (saved) return {entries: [], saved: [saved]}
  const entry = await findEntry(connection, town, wanted)
  return {entries: [{...entry, path: trashEntryFolder(town, entry.id)}], saved: []}
}
