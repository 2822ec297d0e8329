import {dirname} from 'node:path'
import type {Connection, LockOptions, Workspace} from '@gt-town/contract'
import {lockFile} from '@gt-town/town-layout'
import {ensureFolder, folderEntryAt} from './ensure-folder.js'
import {moveCorrupt} from '@gt-town/json-file'

/** Runs `body` under the lock of a file that is being repaired; what is wrong with its folder or lock is repaired first. */
export async function withRepairLock<T>(
  connection: Connection,
  town: Workspace,
  path: string,
  body: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  await ensureFolder(connection, town, dirname(path))
  await repairLock(connection, lockFile(path))
  return connection.withLock(path, body, options)
}

/** Makes a lock file usable: only regular files can be locked by all who take part. A missing one is made when it is taken. */
export async function repairLock(connection: Connection, path: string): Promise<void> {
  const entry = await folderEntryAt(connection, path)
  if (!entry) return
  if (entry.type !== 'file') await moveCorrupt(connection, path)
  else if ((entry.mode & 0o600) !== 0o600) await connection.chmod(path, entry.mode | 0o600)
}
