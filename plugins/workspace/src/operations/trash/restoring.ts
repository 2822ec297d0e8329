import {join} from 'node:path'
import {isTemporaryOf} from '@gt-town/connection'
import {isGtError, parseName, UsageError, type Connection, type Workspace} from '@gt-town/contract'
import {printJson} from '@gt-town/json-file'
import {trashEntryFolder, trashManifestFile} from '@gt-town/town-layout'
import type {TrashManifest} from '../../domain/documents.js'
import type {TrashEntry} from '../../domain/trash/trash-entry.js'

/** One that was killed has begun under a name: the rest goes there too. */
export function restoredName(
  {id, manifest}: TrashEntry,
  kind: 'polecat' | 'rig',
  as: string | undefined,
  before: string,
): string {
  const begun = manifest?.restoring_as
  if (begun !== undefined && as !== undefined && as !== begun) {
    throw new UsageError('GT_TRASH_BEGUN', `part of it was put back as ${begun} already`, {
      hint: `put the rest there too: gt trash restore ${id} --as ${begun}`,
    })
  }
  return parseName(kind, as ?? begun ?? before)
}

/** Notes that it is being put back, and under which name, so that the next one goes on where this one is killed. */
export async function movingBack<T>(
  connection: Connection,
  town: Workspace,
  {id, manifest}: TrashEntry,
  name: string,
  move: (moved: {from: string; to: string}[]) => Promise<T>,
): Promise<T> {
  const moved: {from: string; to: string}[] = []
  const note = async (known: TrashManifest): Promise<void> => {
    try {
      await connection.writeFile(trashManifestFile(town, id), printJson(known))
    } catch (error) {
      // On a full disk things can still be moved.
      if (!isGtError(error)) throw error
    }
  }
  if (manifest) await note({...manifest, restoring_as: name})
  try {
    return await move(moved)
  } catch (error) {
    for (const {from, to} of moved.reverse()) await connection.rename(to, from)
    // Two at once: the other one has it.
    const [entry] = await connection.inspect([{op: 'stat', path: trashEntryFolder(town, id)}])
    if (!entry.ok && isGtError(error, 'GT_NOT_FOUND')) throw notThereAnyMore(id, error)
    if (manifest) await note(manifest)
    throw error
  }
}

/** What was put back by one that was killed, and is not there either. */
export async function refuseGhost(
  connection: Connection,
  town: Workspace,
  entry: TrashEntry,
  path: string,
): Promise<void> {
  const [there] = await connection.inspect([{op: 'stat', path, follow: false}])
  if (there.ok) return
  await dropEntry(connection, town, entry)
  throw notThereAnyMore(entry.id)
}

function notThereAnyMore(id: string, cause?: unknown): UsageError {
  return new UsageError('GT_TRASH_NOT_FOUND', `${id} is not in the trash any more: it was put back meanwhile`, {
    hint: 'gt trash list shows what is there',
    cause,
  })
}

/** Nothing of it is left but what told of it. */
export async function dropEntry(connection: Connection, town: Workspace, {id}: Pick<TrashEntry, 'id'>): Promise<void> {
  const [manifest, folder] = [trashManifestFile(town, id), trashEntryFolder(town, id)]
  try {
    const left = (await connection.listDir(folder)).filter(({name}) => isTemporaryOf(manifest, name))
    for (const {name} of left) await connection.remove(join(folder, name))
    await connection.remove(manifest)
    await connection.remove(folder)
  } catch (error) {
    // It holds something else too: then it stays.
    if (!isGtError(error)) throw error
  }
}
