import * as fs from 'node:fs'
import {promisify} from 'node:util'
import {errnoOf} from './system-error.js'

/** The callback API as promises: node:fs/promises costs twenty times as much per call. */
export const open = promisify(fs.open)
export const close = promisify(fs.close)
const lstat = promisify(fs.lstat)
export const fstat = promisify(fs.fstat)
export const fsync = promisify(fs.fsync)
export const fdatasync = promisify(fs.fdatasync)
export const unlink = promisify(fs.unlink)
const write = promisify(fs.write)

/** Opens, works, and closes whatever happens. */
export async function withFile<T>(
  path: string,
  flags: number,
  mode: number,
  work: (file: number) => Promise<T>,
): Promise<T> {
  const file = await open(path, flags, mode)
  try {
    return await work(file)
  } finally {
    await close(file)
  }
}

/** One write. @returns how many bytes the system took */
export async function writeOnce(file: number, data: Uint8Array, from = 0): Promise<number> {
  return (await write(file, data, from)).bytesWritten
}

/** What a folder lists is durable only once the folder itself is synced. Some file systems cannot, and need not. */
export async function syncFolder(path: string): Promise<void> {
  await withFile(path, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY, 0, async (folder) => {
    try {
      await fsync(folder)
    } catch (error) {
      if (!['EINVAL', 'ENOTSUP', 'EOPNOTSUPP'].includes(errnoOf(error))) throw error
    }
  })
}

/** What lies at the path itself, links not followed; undefined when nothing does. */
export async function entryAt(path: string): Promise<fs.Stats | undefined> {
  try {
    return await lstat(path)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error))) return undefined
    throw error
  }
}
