import type {Connection, Workspace} from '@gt-town/contract'
import {rebuildFile, rebuildJson, type Validator} from '@gt-town/json-file'
import {folderEntryAt} from './ensure-folder.js'
import {withRepairLock} from './repair-lock.js'

/**
 * Makes a JSON file of gt's valid again, under its lock; a valid one stays as it is, a broken one is kept beside it.
 * @param make gets what can still be read of the old document and returns the new one
 * @param isSound what a valid document must be besides
 */
export async function repairJson<T>(
  connection: Connection,
  town: Workspace,
  path: string,
  validate: Validator<T>,
  make: (broken: unknown) => T | Promise<T>,
  isSound?: (value: T) => boolean,
): Promise<void> {
  await inOrder(connection, town, path, async () => rebuildJson(connection, path, validate, make, isSound))
}

/**
 * The same for a file of any kind.
 * @param decide gets the bytes that are there, undefined when there are none to read; what it returns is written, and
 *   undefined means that the file is well as it is
 */
export async function repairFile(
  connection: Connection,
  town: Workspace,
  path: string,
  decide: (old: Buffer | undefined) => string | undefined | Promise<string | undefined>,
): Promise<void> {
  await inOrder(connection, town, path, async () => rebuildFile(connection, path, decide))
}

/** Under the file's lock, and with its owner's permission to read and write it given back, which may be all it takes. */
async function inOrder(
  connection: Connection,
  town: Workspace,
  path: string,
  rebuild: () => Promise<void>,
): Promise<void> {
  await withRepairLock(connection, town, path, async () => {
    const entry = await folderEntryAt(connection, path)
    if (entry?.type === 'file' && (entry.mode & 0o600) !== 0o600) await connection.chmod(path, entry.mode | 0o600)
    await rebuild()
  })
}
