import {dirname, join, relative} from 'node:path'
import {isGtError, type Connection, type Stat, type Workspace} from '@gt-town/contract'
import {moveCorrupt} from '@gt-town/json-file'
import {configFolder} from '@gt-town/town-layout'
import {rigFolderMissing} from '../../domain/rigs/rig-folder-missing.js'

/** What its owner needs to work in a folder. */
const ownerBits = 0o700

/**
 * Makes sure that a folder of gt's is there and that its owner may use it, and so all above it up to the town. What is in
 * its place, a file or a link that leads nowhere or out of the town, is moved aside. A rig's own folder is not made.
 * @throws GtError `GT_RIG_FOLDER_MISSING`; what the connection throws, such as PermissionDeniedError where the folder is someone else's
 */
export async function ensureFolder(connection: Connection, town: Workspace, path: string): Promise<void> {
  let at = town.root
  for (const name of relative(town.root, path).split('/')) {
    at = join(at, name)
    if (await isFolder(connection, at)) continue
    if (await folderEntryAt(connection, at)) await moveCorrupt(connection, at)
    else if (dirname(at) === town.root && at !== configFolder(town)) throw rigFolderMissing(at)
    await connection.mkdirAll(at)
  }
}

/** What lies at the path itself, links not followed; undefined when nothing does. */
export async function folderEntryAt(connection: Connection, path: string): Promise<Stat | undefined> {
  try {
    return await connection.stat(path, {follow: false})
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return undefined
    throw error
  }
}

async function isFolder(connection: Connection, path: string): Promise<boolean> {
  const [found] = await connection.inspect([{op: 'stat', path}])
  if (!found.ok) {
    if (['GT_NOT_FOUND', 'GT_PATH_ESCAPE'].includes(found.error.code)) return false
    throw found.error
  }
  const {type, mode} = found.value
  if (type !== 'directory') return false
  if ((mode & ownerBits) !== ownerBits) await connection.chmod(path, mode | ownerBits)
  return true
}
