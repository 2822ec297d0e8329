import type {Connection, Workspace} from '@gt-town/contract'
import {gitignoreFile, lockFile} from '@gt-town/town-layout'
import {entryAt} from './ensure-folder.js'
import {ignoreRigs} from './ignore-rigs.js'
import {moveCorrupt} from '@gt-town/json-file'
import {repairLock} from './repair-lock.js'

/** Adds the lines that the town's .gitignore lacks, after making it a file that can be read and written. */
export async function repairIgnore(connection: Connection, town: Workspace, rigs: readonly string[]): Promise<void> {
  const path = gitignoreFile(town)
  await repairLock(connection, lockFile(path))
  const entry = await entryAt(connection, path)
  if (entry && entry.type !== 'file') await moveCorrupt(connection, path)
  else if (entry && (entry.mode & 0o600) !== 0o600) await connection.chmod(path, entry.mode | 0o600)
  await ignoreRigs(connection, town, rigs)
}
