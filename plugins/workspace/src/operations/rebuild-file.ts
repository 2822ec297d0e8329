import {isGtError, type Connection, type Stat, type Workspace} from '@gt-town/contract'
import {entryAt} from './ensure-folder.js'
import {copyAside, moveAside} from './move-aside.js'
import {withRepairLock} from './repair-lock.js'

/**
 * Puts a file of gt's in order, under its lock: what is there is kept beside it as `<name>.corrupt-<time>`. The permission of its
 * owner to read and write it is given back first, which may be all it takes.
 * @param decide gets the bytes that are there, undefined when there are none to read; what it returns is written, and
 * undefined means that the file is well as it is
 */
export async function rebuildFile(
  connection: Connection,
  town: Workspace,
  path: string,
  decide: (old: Buffer | undefined) => string | undefined | Promise<string | undefined>,
): Promise<void> {
  await withRepairLock(connection, town, path, async () => {
    const entry = await entryAt(connection, path)
    if (entry?.type === 'file' && (entry.mode & 0o600) !== 0o600) await connection.chmod(path, entry.mode | 0o600)
    const old = entry && (await readIfPossible(connection, path, entry))
    const text = await decide(old)
    if (text === undefined) return
    if (entry?.type === 'file' && old) await copyAside(connection, path, old)
    else if (entry) await moveAside(connection, path)
    await connection.writeFile(path, text)
  })
}

/** A folder, a link that leads nowhere, or a file too large to be one of ours has nothing to say. */
async function readIfPossible(connection: Connection, path: string, {type}: Stat): Promise<Buffer | undefined> {
  try {
    return await connection.readFile(path)
  } catch (error) {
    if (type !== 'file' || isGtError(error, 'GT_TOO_LARGE')) return undefined
    throw error
  }
}
