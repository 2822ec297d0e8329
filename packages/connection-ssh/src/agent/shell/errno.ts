/**
 * What strerror(3) says in the C locale, in glibc and, where it differs, musl. Tools end their complaints with it; nothing
 * else tells sh why something failed.
 */
const words: readonly (readonly [string, string])[] = [
  ['Operation not permitted', 'EPERM'],
  ['No such file or directory', 'ENOENT'],
  ['Permission denied', 'EACCES'],
  ['File exists', 'EEXIST'],
  ['Not a directory', 'ENOTDIR'],
  ['Is a directory', 'EISDIR'],
  ['File too large', 'EFBIG'],
  ['No space left on device', 'ENOSPC'],
  ['Disk quota exceeded', 'EDQUOT'],
  ['Quota exceeded', 'EDQUOT'],
  ['Read-only file system', 'EROFS'],
  ['Too many levels of symbolic links', 'ELOOP'],
  ['Symbolic link loop', 'ELOOP'],
  ['Directory not empty', 'ENOTEMPTY'],
]

/** The errno of what a tool complained of, `EIO` where it says nothing that is known. */
export function errnoIn(complaint: string): string {
  const text = complaint.trimEnd()
  return words.find(([ending]) => text.endsWith(ending))?.[1] ?? 'EIO'
}
