import {constants, ftruncate} from 'node:fs'
import {dirname} from 'node:path'
import {promisify} from 'node:util'
import {NoSpaceError, NotAFileError} from '@gt-town/contract'
import {entryAt, fdatasync, fstat, syncFolder, withFile, writeOnce} from './durable.js'

const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** One write at the end. A write the system cut short is reverted: half a line would spoil the next one. */
export async function appendFile(path: string, data: Uint8Array): Promise<void> {
  const old = await entryAt(path)
  if (old && !old.isFile()) throw new NotAFileError(path)
  await withFile(path, flags, 0o666, async (file) => {
    const before = await fstat(file)
    if (!before.isFile()) throw new NotAFileError(path)
    const written = data.length === 0 ? 0 : await writeOnce(file, data)
    if (written < data.length) {
      // Someone may have appended since: then cutting would take theirs.
      const after = await fstat(file)
      if (after.size === before.size + written) await promisify(ftruncate)(file, before.size)
      throw new NoSpaceError(path)
    }
    await fdatasync(file)
  })
  if (!old) await syncFolder(dirname(path))
}
