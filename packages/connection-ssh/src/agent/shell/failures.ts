import type {Answer, AgentFailure} from '../remote-agent.js'

/** A failure for which the shell needs no words. */
export function failed(code: string, path: string, text = ''): Answer {
  return {failure: {code, path, text}}
}

/** @param letter `a`: access is denied; anything else: nothing is there */
export function missing(letter: string, path: string): Answer {
  return failed(letter === 'a' ? 'EACCES' : 'ENOENT', path)
}

/** The failure in what gt_fail printed; in anything else, that nobody knows what went wrong. */
export function failureIn(output: Buffer): AgentFailure {
  const [code = '', path = '', text = ''] = output.subarray(1).toString().split('\0')
  if (output.toString('latin1', 0, 1) !== 'e') return {code: 'EIO', path: '', text: unknownOutcome}
  return {code: code === '' ? errnoIn(text) : code, path, text}
}

export const unknownOutcome = 'the remote shell did not say how it went'

/**
 * What strerror(3) says in the C locale, in glibc and, where it differs, musl. Tools end their complaints with it; nothing
 * else tells sh why something failed.
 */
const messages: readonly (readonly [string, string])[] = [
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
function errnoIn(message: string): string {
  const text = message.trimEnd()
  return messages.find(([ending]) => text.endsWith(ending))?.[1] ?? 'EIO'
}
