import {dirname, join} from 'node:path'
import {isGtError, type Connection} from '@gt-town/contract'

/** Creates files, folders and links where nothing is, and knows what it created. */
export interface FileCreator {
  folder(path: string): Promise<void>
  file(path: string, text: string): Promise<void>
  link(path: string, target: string): Promise<void>
}

/**
 * Runs `body`; if it fails, all that it created is removed again and nothing else.
 * @throws what `body` throws
 */
export async function createAllOrNothing<T>(
  connection: Connection,
  body: (creator: FileCreator) => Promise<T>,
): Promise<T> {
  const created: string[] = []
  const folder = async (path: string): Promise<void> => {
    if (await connection.fileExists(path)) return
    await folder(dirname(path))
    await connection.mkdir(path)
    created.push(path)
  }
  const creator: FileCreator = {
    folder,
    async file(path, text) {
      await folder(join(path, '..'))
      await connection.writeFile(path, text, {exclusive: true})
      created.push(path)
    },
    async link(path, target) {
      await folder(join(path, '..'))
      await connection.symlink(target, path)
      created.push(path)
    },
  }
  try {
    return await body(creator)
  } catch (error) {
    for (const path of created.reverse()) await removeAgain(connection, path)
    throw error
  }
}

/** Of a folder only if nothing of others has come into it. The first error is the one to tell. */
async function removeAgain(connection: Connection, path: string): Promise<void> {
  try {
    await connection.remove(path)
  } catch (error) {
    if (!isGtError(error)) throw error
  }
}
