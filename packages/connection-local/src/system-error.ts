import {dirname} from 'node:path'
import {
  ExistsError,
  InputOutputError,
  isGtError,
  messageOf,
  NoSpaceError,
  NotADirectoryError,
  NotAFileError,
  NotEmptyError,
  NotFoundError,
  PermissionDeniedError,
  type GtError,
} from '@gt-town/contract'

const denied = new Set(['EACCES', 'EPERM', 'EROFS'])
const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
/** What opening a socket, a FIFO without a reader, or a device without a driver says. */
const special = new Set(['ENXIO', 'ENODEV', 'EISDIR'])

/** The errno of what node:fs or a spawn threw, or an empty string. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** A failed read of `path`. A path through a file, or a loop of links, leads nowhere: it does not exist. */
export function readError(error: unknown, path: string): GtError {
  const code = errnoOf(error)
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return new NotFoundError(path, {cause: error})
  return otherError(error, path)
}

/** A failed change of `path`: what is missing is the folder it should lie in. */
function writeError(error: unknown, path: string): GtError {
  const code = errnoOf(error)
  if (code === 'ENOENT' || code === 'ELOOP') return new NotFoundError(dirname(path), {cause: error})
  if (code === 'ENOTDIR') return new NotADirectoryError(dirname(path), {cause: error})
  return otherError(error, path)
}

/** Runs one change of the file system, with its failure as a typed error. */
export async function changing<T>(path: string, change: () => Promise<T>): Promise<T> {
  try {
    return await change()
  } catch (error) {
    throw writeError(error, path)
  }
}

function otherError(error: unknown, path: string): GtError {
  if (isGtError(error)) return error
  const code = errnoOf(error)
  const cause = {cause: error}
  if (denied.has(code)) return new PermissionDeniedError(path, cause)
  if (full.has(code)) return new NoSpaceError(path, cause)
  if (special.has(code)) return new NotAFileError(path, cause)
  if (code === 'EEXIST') return new ExistsError(path, cause)
  if (code === 'ENOTEMPTY') return new NotEmptyError(path, cause)
  return new InputOutputError(path, messageOf(error), cause)
}
