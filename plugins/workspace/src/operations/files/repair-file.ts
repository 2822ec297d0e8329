import type {Connection, Workspace, WorkspaceContext} from '@gt-town/contract'
import {printRebuilt, rebuildFile, rebuildJson, type Validator} from '@gt-town/json-file'
import {folderEntryAt} from './ensure-folder.js'
import {withRepairLock} from './repair-lock.js'

/**
 * Makes a JSON file of gt's valid and strict again, under its lock; one that is so stays as it is, what was there is kept
 * beside it. The report is told where that lies, and what is only there.
 * @param make gets what can still be read of the old document and returns the new one
 * @param isSound what a valid document must be besides
 */
export async function repairJson<T>(
  context: Pick<WorkspaceContext, 'connection' | 'workspace' | 'log'>,
  path: string,
  validate: Validator<T>,
  make: (broken: unknown) => T | Promise<T>,
  isSound?: (value: T) => boolean,
): Promise<void> {
  const {connection, workspace} = context
  await inOrder(connection, workspace, path, async () => {
    const rebuilt = await rebuildJson(connection, path, validate, make, isSound)
    for (const line of rebuilt ? printRebuilt(rebuilt, workspace.root) : []) context.log(line)
  })
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
  await inOrder(connection, town, path, async () => {
    await rebuildFile(connection, path, decide)
  })
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
