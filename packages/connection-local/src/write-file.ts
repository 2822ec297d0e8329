import {constants, fchmod, fchown, rename, type Stats} from 'node:fs'
import {dirname} from 'node:path'
import {promisify} from 'node:util'
import {ExistsError, NotAFileError, type WriteOptions} from '@gt-town/contract'
import {temporaryBytes, temporaryPath} from '@gt-town/connection'
import {close, entryAt, fsync, open, syncFolder, unlink, withFile, writeOnce} from './durable.js'
import {renameNew} from './rename-new.js'
import {errnoOf} from './system-error.js'

/** Writes a temporary file beside the target, syncs it, and moves it into place. */
export async function writeFile(path: string, data: Uint8Array, options: WriteOptions): Promise<void> {
  const old = await entryAt(path)
  if (old && options.exclusive) throw new ExistsError(path)
  if (old && !old.isFile()) throw new NotAFileError(path)
  // A rename asks only for the folder's permission; a file its owner made read-only is not ours to replace.
  if (old) await close(await open(path, constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK))
  // Loaded here: it takes longer than a small command's own work, and most commands write nothing.
  const {randomBytes} = await import('node:crypto')
  const temporary = temporaryPath(path, randomBytes(temporaryBytes))
  try {
    await writeNew(temporary, data, old, options.mode)
    await (options.exclusive ? renameNew : promisify(rename))(temporary, path)
  } catch (error) {
    await discard(temporary)
    throw error
  }
  await syncFolder(dirname(path))
}

async function writeNew(
  path: string,
  data: Uint8Array,
  old: Stats | undefined,
  mode: number | undefined,
): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const exact = old ? old.mode & 0o7777 : mode
  await withFile(path, flags, exact === undefined ? 0o666 : 0o600, async (file) => {
    for (let done = 0; done < data.length;) done += await writeOnce(file, data, done)
    // Only root can keep the owner of someone else's file.
    if (old && process.getuid?.() === 0) await promisify(fchown)(file, old.uid, old.gid)
    if (exact !== undefined) await promisify(fchmod)(file, exact)
    await fsync(file)
  })
}

async function discard(temporary: string): Promise<void> {
  try {
    await unlink(temporary)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
  }
}
