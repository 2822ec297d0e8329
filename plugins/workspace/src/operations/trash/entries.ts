import {isTemporaryOf} from '@gt-town/connection'
import {UsageError, type Connection, type Workspace} from '@gt-town/contract'
import {maxJsonBytes as maxBytes, parseJson} from '@gt-town/json-file'
import {didYouMean} from '@gt-town/text'
import {
  trashedMayorClone,
  trashedPolecat,
  trashedRefineryClone,
  trashedRig,
  trashEntryFolder,
  trashFolder,
  trashManifestFile,
} from '@gt-town/town-layout'
import {isTrashManifest} from '../../domain/documents.js'
import {chooseEntry, isTrashId, trashParts, type TrashEntry, type TrashPart} from '../../domain/trash/trash-entry.js'

const partFolders: Readonly<Record<TrashPart, (town: Workspace, id: string) => string>> = {
  polecat: trashedPolecat,
  rig: trashedRig,
  mayor: trashedMayorClone,
  refinery: trashedRefineryClone,
}

export function partFolder(town: Workspace, id: string, part: TrashPart): string {
  return partFolders[part](town, id)
}

/**
 * What lies in the trash, the newest first. Entries in which nothing lies, such as of a removal that was killed at once, are left out,
 * but not those of a restore that was killed at its end.
 */
export async function trashEntries(connection: Connection, town: Workspace): Promise<TrashEntry[]> {
  const [list] = await connection.inspect([{op: 'list', path: trashFolder(town)}])
  if (!list.ok) {
    if (list.error.code === 'GT_NOT_FOUND') return []
    throw list.error
  }
  const ids = list.value.filter(({type, name}) => type === 'directory' && isTrashId(name)).map(({name}) => name)
  const [manifests, folders] = await Promise.all([
    connection.inspect(ids.map((id) => ({op: 'read', path: trashManifestFile(town, id), maxBytes}) as const)),
    connection.inspect(ids.map((id) => ({op: 'list', path: trashEntryFolder(town, id)}) as const)),
  ])
  const entries: TrashEntry[] = []
  for (const [at, id] of ids.entries()) {
    const [manifest, folder] = [manifests[at], folders[at]]
    const parsed = manifest?.ok ? await parseJson(manifest.value, isTrashManifest) : undefined
    const names = folder?.ok ? folder.value.map(({name}) => name) : []
    const parts = trashParts.filter((part) => names.includes(part))
    const isEmpty = folder?.ok === true && names.every((name) => isNote(town, id, name))
    const known = parsed?.ok ? parsed.value : undefined
    if (!isEmpty || known?.restoring_as !== undefined) entries.push({id, manifest: known, parts})
  }
  return entries.sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : timeOf(a) > timeOf(b) ? -1 : a.id < b.id ? 1 : -1))
}

/** Entries made before this time, in ms since 1970, in which nothing lies that somebody could want. @returns their ids */
export async function emptyEntries(connection: Connection, town: Workspace, before: number): Promise<string[]> {
  const [list] = await connection.inspect([{op: 'list', path: trashFolder(town)}])
  if (!list.ok) return []
  const ids = list.value.filter(({type, name}) => type === 'directory' && isTrashId(name)).map(({name}) => name)
  const looks = await connection.inspect(
    ids.flatMap((id) => [
      {op: 'list', path: trashEntryFolder(town, id)} as const,
      {op: 'stat', path: trashEntryFolder(town, id)} as const,
    ]),
  )
  return ids.filter((id, at) => {
    const [names, stat] = [looks[2 * at], looks[2 * at + 1]]
    if (!names?.ok || !stat?.ok || !Array.isArray(names.value) || !('mtimeMs' in stat.value)) return false
    return stat.value.mtimeMs < before && names.value.every(({name}) => isNote(town, id, name))
  })
}

/** Whether that is no more than what tells of an entry, or what a write of that left. */
function isNote(town: Workspace, id: string, name: string): boolean {
  return name === 'manifest.json' || isTemporaryOf(trashManifestFile(town, id), name)
}

/** @throws UsageError `GT_TRASH_NOT_FOUND` with what is near */
export async function findEntry(connection: Connection, town: Workspace, wanted: string): Promise<TrashEntry> {
  const entries = await trashEntries(connection, town)
  const found = chooseEntry(entries, wanted)
  if (found) return found
  const names = entries.flatMap(({id, manifest}) => [id, ...(manifest ? [manifest.address] : [])])
  throw new UsageError('GT_TRASH_NOT_FOUND', `there is no ${wanted} in the trash`, {
    hint: entries.length === 0 ? 'the trash is empty' : didYouMean(wanted, [...new Set(names)], 'entry'),
  })
}

/** Whether something of this address lies in the trash, for commands that make it anew. @returns its id */
export async function trashedAs(connection: Connection, town: Workspace, address: string): Promise<string | undefined> {
  return (await trashEntries(connection, town)).find(({manifest}) => manifest?.address === address)?.id
}

function timeOf({id, manifest}: TrashEntry): string {
  return (manifest?.removed_at ?? id).replaceAll(/[-:]/g, '')
}
