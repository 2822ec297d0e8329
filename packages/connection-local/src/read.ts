import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statfsSync,
  statSync,
  type BigIntStats,
  type Dirent,
} from 'node:fs'
import {absolutePath} from '@gt-town/connection'
import {
  NotADirectoryError,
  NotAFileError,
  NotFoundError,
  TooLargeError,
  type DirEntry,
  type FileType,
  type ReadRequest,
  type ReadValue,
  type Outcome,
  type Space,
  type Stat,
} from '@gt-town/contract'
import {errnoOf, readError} from './system-error.js'

const defaultMaxBytes = 64 * 1024 * 1024

/** Answers one request, synchronously: for small files three times as fast as the callback API. Never throws. */
export function answerRead<R extends ReadRequest>(request: R): Outcome<ReadValue<R>> {
  // That something is missing is an answer too, and its stack would cost more than the answer itself.
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return {ok: true, value: valueOf(request) as ReadValue<R>}
  } catch (error) {
    return {ok: false, error: readError(error, request.path)}
  } finally {
    Error.stackTraceLimit = limit
  }
}

function valueOf(request: ReadRequest): Buffer | Stat | DirEntry[] | Space | string {
  const path = absolutePath(request.path)
  switch (request.op) {
    case 'read':
      return readBytes(path, request.maxBytes ?? defaultMaxBytes)
    case 'stat':
      return stat(path, request.follow ?? true)
    case 'list':
      return list(path)
    case 'realpath':
      return realpathSync.native(path)
    case 'space':
      return space(path)
  }
}

/** O_NONBLOCK: opening a FIFO that nobody writes to must not wait. */
function readBytes(path: string, maxBytes: number): Buffer {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
  try {
    const found = fstatSync(file)
    if (!found.isFile()) throw new NotAFileError(path)
    if (found.size > maxBytes) throw new TooLargeError(path, maxBytes)
    return found.size === 0 ? readToEnd(file, path, maxBytes) : readSized(file, found.size)
  } finally {
    closeSync(file)
  }
}

function readSized(file: number, size: number): Buffer {
  const buffer = Buffer.allocUnsafe(size)
  let filled = 0
  while (filled < size) {
    const got = readSync(file, buffer, filled, size - filled, null)
    if (got === 0) break
    filled += got
  }
  return filled === size ? buffer : buffer.subarray(0, filled)
}

/** Files of /proc say that their size is 0. */
function readToEnd(file: number, path: string, maxBytes: number): Buffer {
  const chunks: Buffer[] = []
  for (let total = 0; ;) {
    const chunk = readSized(file, 8192)
    total += chunk.length
    if (total > maxBytes) throw new TooLargeError(path, maxBytes)
    if (chunk.length > 0) chunks.push(chunk)
    if (chunk.length < 8192) return chunks.length === 0 ? Buffer.alloc(0) : Buffer.concat(chunks)
  }
}

/** gt never becomes somebody else; asking costs as much as a stat. */
const self = process.geteuid?.()

function stat(path: string, follow: boolean): Stat {
  const found = (follow ? statSync : lstatSync)(path, {bigint: true, throwIfNoEntry: false})
  if (!found) throw new NotFoundError(path)
  return {
    type: typeOf(found),
    size: Number(found.size),
    mode: Number(found.mode) & 0o7777,
    mtimeMs: Number(found.mtimeNs) / 1e6,
    links: Number(found.nlink),
    inode: `${found.dev}:${found.ino}`,
    owner: Number(found.uid),
    isOwn: Number(found.uid) === self,
  }
}

function space(path: string): Space {
  const {blocks, bavail, bsize} = statfsSync(path)
  return {totalBytes: blocks * bsize, freeBytes: bavail * bsize}
}

function list(path: string): DirEntry[] {
  try {
    return readdirSync(path, {withFileTypes: true})
      .map((entry) => ({name: entry.name, type: typeOf(entry)}))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR' && statSync(path, {throwIfNoEntry: false})) {
      throw new NotADirectoryError(path, {cause: error})
    }
    throw error
  }
}

function typeOf(found: BigIntStats | Dirent): FileType {
  if (found.isFile()) return 'file'
  if (found.isDirectory()) return 'directory'
  return found.isSymbolicLink() ? 'symlink' : 'other'
}
