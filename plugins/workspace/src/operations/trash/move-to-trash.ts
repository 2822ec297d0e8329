import {GtError, isGtError, type Connection, type Workspace} from '@gt-town/contract'
import {printJson} from '@gt-town/json-file'
import {trashEntryFolder, trashFolder, trashManifestFile} from '@gt-town/town-layout'
import type {TrashManifest} from '../../domain/documents.js'
import {newTrashId, printSubject, type TrashPart, type TrashSubject} from '../../domain/trash/trash-entry.js'
import {ignoreRigs} from '../town/gitignore.js'
import {partFolder, trashEntries} from './entries.js'
import {dropEntry} from './restoring.js'

/** A folder, and as which part of an entry it goes. */
export interface TrashedPart {
  readonly part: TrashPart
  readonly from: string
}

export type TrashFacts = Pick<TrashManifest, 'command' | 'only_here' | 'along' | 'registration'>

/**
 * Renames folders, whole, into the trash. First comes what tells what they are, then they themselves, then that they are all there:
 * a removal that is killed in between is ended by the next one of the same address.
 * @param parts those that are there, at least one
 * @returns the entry's id
 * @throws GtError `GT_TRASH_ELSEWHERE`; what the connection throws; what was moved is back in its place then
 */
export async function moveToTrash(
  connection: Connection,
  town: Workspace,
  subject: TrashSubject,
  parts: readonly [TrashedPart, ...TrashedPart[]],
  facts: TrashFacts,
): Promise<string> {
  await prepareTrash(connection, town)
  await refuseElsewhere(connection, town, parts)
  const begun = await begunEntry(connection, town, subject, parts)
  const {id, manifest} = begun ?? (await newEntry(connection, town, subject, parts, facts))
  const moved: TrashedPart[] = []
  try {
    for (const one of parts) {
      await connection.rename(one.from, partFolder(town, id, one.part))
      moved.push(one)
    }
  } catch (error) {
    await moveBack(connection, town, id, moved)
    if (!begun) await dropEntry(connection, town, {id})
    throw mountError(error, town) ?? error
  }
  await noteComplete(connection, town, id, manifest)
  return id
}

/** Ends a removal that was killed after it had moved all there was. @returns its entry, if there is one */
export async function endRemoval(
  connection: Connection,
  town: Workspace,
  subject: TrashSubject,
): Promise<string | undefined> {
  const entry = await begunEntry(connection, town, subject, [])
  if (entry) await noteComplete(connection, town, entry.id, entry.manifest)
  return entry?.id
}

/** Puts parts back where they were. */
export async function moveBack(
  connection: Connection,
  town: Workspace,
  id: string,
  parts: readonly TrashedPart[],
): Promise<void> {
  for (const {from, part} of parts.toReversed()) await connection.rename(partFolder(town, id, part), from)
}

/** Makes the trash, for its owner alone, once git is told to ignore it. */
async function prepareTrash(connection: Connection, town: Workspace): Promise<void> {
  await ignoreRigs(connection, town, [])
  const folder = trashFolder(town)
  const [stat] = await connection.inspect([{op: 'stat', path: folder, follow: false}])
  if (stat.ok && stat.value.type !== 'directory') {
    throw new GtError('GT_TRASH_UNFIT', `${folder} is not a folder`, {hint: 'move it away, then run this again'})
  }
  if (!stat.ok) await connection.mkdirAll(folder)
  if (!stat.ok || stat.value.mode !== 0o700) await connection.chmod(folder, 0o700)
}

/** A rename works on one file system alone; what is mounted there, or lies behind a link, is not gt's to move. */
async function refuseElsewhere(connection: Connection, town: Workspace, parts: readonly TrashedPart[]): Promise<void> {
  const [trash, ...stats] = await connection.inspect([
    {op: 'stat', path: trashFolder(town)},
    ...parts.map(({from}) => ({op: 'stat', path: from, follow: false}) as const),
  ])
  if (!trash.ok) throw trash.error
  await refuseMounts(connection, parts)
  for (const [at, stat] of stats.entries()) {
    const path = parts[at]?.from ?? ''
    if (!stat.ok) throw stat.error
    if (stat.value.type !== 'directory') {
      throw elsewhere(
        `${path} is not a folder of the town but leads elsewhere`,
        'remove the link yourself: what it leads to stays',
      )
    }
    if (deviceOf(stat.value.inode) !== deviceOf(trash.value.inode)) {
      throw elsewhere(
        `${path} is on another file system than ${trashFolder(town)}`,
        'unmount it, or move what is in it away yourself, then run this again',
      )
    }
  }
}

/**
 * What is mounted in a folder would go along, and nobody could delete it. Where there is no such list, nothing is known.
 * Source: proc_pid_mountinfo(5): the fifth field is the place, with blanks and the like as octal numbers.
 */
async function refuseMounts(connection: Connection, parts: readonly TrashedPart[]): Promise<void> {
  const {stdout, code} = await connection
    .execute(['cat', '/proc/self/mountinfo'], {effect: 'read', timeoutMs: 10_000})
    .catch((error: unknown) => {
      if (isGtError(error, 'GT_COMMAND_NOT_FOUND')) return {stdout: Buffer.alloc(0), code: 127}
      throw error
    })
  if (code !== 0) return
  const places = stdout
    .toString()
    .split('\n')
    .map((line) => (line.split(' ')[4] ?? '').replaceAll(/\\([0-7]{3})/g, (_all, digits: string) => byteOf(digits)))
  for (const {from} of parts) {
    const mount = places.find((place) => place.startsWith(`${from}/`))
    if (mount === undefined) continue
    throw elsewhere(`${mount} is a mount, in what would be moved`, `umount ${mount}, then run this again`)
  }
}

function byteOf(digits: string): string {
  return String.fromCharCode(Number.parseInt(digits, 8))
}

function elsewhere(message: string, hint: string): GtError {
  return new GtError('GT_TRASH_ELSEWHERE', message, {hint, exit: 1})
}

/** A bind mount, or a folder of an overlay, has the number of the file system that it is on. */
function mountError(error: unknown, town: Workspace): GtError | undefined {
  if (!isGtError(error, 'GT_IO') || !/EBUSY|EXDEV|busy|cross-device|another file system/i.test(error.message)) {
    return undefined
  }
  return new GtError(
    'GT_TRASH_ELSEWHERE',
    `${error.message}: it is a mount, or lies on another one than ${trashFolder(town)}`,
    {hint: 'unmount it, or move what is in it away yourself, then run this again', exit: 1, cause: error},
  )
}

function deviceOf(inode: string): string {
  return inode.slice(0, inode.indexOf(':'))
}

interface OpenEntry {
  readonly id: string
  readonly manifest: TrashManifest
}

/** That of a removal of the same that was killed, as long as it has none of these parts. */
async function begunEntry(
  connection: Connection,
  town: Workspace,
  subject: TrashSubject,
  parts: readonly TrashedPart[],
): Promise<OpenEntry | undefined> {
  const address = printSubject(subject)
  for (const {id, manifest, parts: there} of await trashEntries(connection, town)) {
    if (manifest?.address !== address || manifest.complete !== false) continue
    if (!parts.some(({part}) => there.includes(part))) return {id, manifest}
  }
  return undefined
}

async function newEntry(
  connection: Connection,
  town: Workspace,
  subject: TrashSubject,
  [first]: readonly [TrashedPart, ...TrashedPart[]],
  facts: TrashFacts,
): Promise<OpenEntry> {
  const now = new Date()
  const manifest: TrashManifest = {
    version: 1,
    kind: subject.kind,
    address: printSubject(subject),
    removed_at: now.toISOString(),
    complete: false,
    from: first.from,
    ...facts,
  }
  const id = newTrashId(subject, now, crypto.randomUUID().slice(0, 4))
  await connection.mkdir(trashEntryFolder(town, id))
  try {
    await connection.writeFile(trashManifestFile(town, id), printJson(manifest))
  } catch (error) {
    await dropEntry(connection, town, {id})
    throw error
  }
  return {id, manifest}
}

/** Everything is in its place by now: a manifest that cannot be written again is no reason to fail. */
async function noteComplete(
  connection: Connection,
  town: Workspace,
  id: string,
  manifest: TrashManifest,
): Promise<void> {
  const whole: TrashManifest = {...manifest}
  delete whole.complete
  try {
    await connection.writeFile(trashManifestFile(town, id), printJson(whole))
  } catch (error) {
    if (!isGtError(error)) throw error
  }
}
