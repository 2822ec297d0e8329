import {join} from 'node:path'
import {isGtError, type Connection, type Workspace} from '@gt-town/contract'
import {lockFile, stagingFolder} from '@gt-town/town-layout'

/** Younger folders are left alone: asking for each one's lock costs a process. */
const staleMs = 60_000
/** as `randomUUID` names them: nothing else here is deleted */
const ownName = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Gives `body` a new folder on the town's file system, where things become whole before they are renamed into place;
 * what is left in it afterwards is deleted. While `body` runs, a lock in the folder tells that it is in use.
 */
export async function withStaging<T>(
  connection: Connection,
  town: Workspace,
  body: (folder: string) => Promise<T>,
): Promise<T> {
  await connection.mkdirAll(stagingFolder(town))
  for (;;) {
    const folder = join(stagingFolder(town), crypto.randomUUID())
    await connection.mkdir(folder)
    const outcome = await inUse(connection, folder, body)
    if (outcome) return outcome.value
  }
}

/** Deletes what commands that were killed have left here: folders whose lock is free. */
export async function deleteStaleStaging(connection: Connection, town: Workspace): Promise<void> {
  for (const folder of await staleFolders(connection, town)) {
    try {
      await connection.withLock(lockOf(folder), async () => connection.remove(folder, {recursive: true}), {
        timeoutMs: 0,
      })
    } catch (error) {
      // Busy: someone works in it. Not found: someone else deleted it. Else it stays for the next time: it is in nobody's way.
      if (!isGtError(error)) throw error
    }
  }
}

async function inUse<T>(
  connection: Connection,
  folder: string,
  body: (folder: string) => Promise<T>,
): Promise<{value: T} | undefined> {
  const work = {started: false}
  try {
    return await connection.withLock(lockOf(folder), async () => {
      // Another command may have deleted it between mkdir and the lock.
      if (!(await connection.fileExists(lockFile(lockOf(folder))))) return undefined
      work.started = true
      try {
        return {value: await body(folder)}
      } finally {
        await discard(connection, folder)
      }
    })
  } catch (error) {
    if (!work.started && isGtError(error, 'GT_NOT_FOUND')) return undefined
    throw error
  }
}

/** What cannot be deleted now is stale afterwards and deleted later: no reason to fail finished work. */
async function discard(connection: Connection, folder: string): Promise<void> {
  try {
    await connection.remove(folder, {recursive: true})
  } catch (error) {
    if (!isGtError(error)) throw error
  }
}

async function staleFolders(connection: Connection, town: Workspace): Promise<string[]> {
  const parent = stagingFolder(town)
  if (!(await connection.fileExists(parent))) return []
  const folders = (await connection.listDir(parent))
    .filter(({type, name}) => type === 'directory' && ownName.test(name))
    .map((entry) => join(parent, entry.name))
  const stats = await connection.inspect(folders.map((path) => ({op: 'stat', path}) as const))
  const before = Date.now() - staleMs
  return folders.filter((_folder, index) => {
    const stat = stats[index]
    return stat?.ok === true && stat.value.mtimeMs < before
  })
}

function lockOf(folder: string): string {
  return join(folder, 'in-use')
}
