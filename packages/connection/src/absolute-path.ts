import {resolve} from 'node:path'
import {PathInvalidError} from '@gt-town/contract'

/**
 * The one spelling of an absolute path that a `Connection` works with: no `.`, `..`, doubled or trailing slash.
 * A trailing slash would make the system follow a link it should not.
 * @throws PathInvalidError for a relative or empty path, or one with a NUL byte
 */
export function absolutePath(path: string): string {
  if (!path.startsWith('/') || path.includes('\0')) throw new PathInvalidError(path)
  return /\/(\/|$|\.{1,2}(\/|$))/.test(path) ? resolve(path) : path
}
