import type {Connection} from '@gt-town/contract'
import {under} from '@gt-town/town-layout'
import {findGitDir} from './find-git-dir.js'
import {judgeGitDir, lookIntoGitDir} from './judge-git-dir.js'

/** `path` is what the reason is about. */
export interface CloneFault {
  /** `unreadable`: something on the way may not be read; `elsewhere`: it lies where this connection does not look */
  readonly state: 'invalid' | 'unreadable' | 'elsewhere'
  readonly reason: string
  readonly path: string
}

export type CloneState = {readonly state: 'valid'} | {readonly state: 'missing'} | CloneFault

/**
 * Whether a folder is a git clone that works, decided as git decides it, by reading files: HEAD, refs, objects, the
 * configuration, the branch that is checked out, packs that lost their other half. Two round trips for a healthy clone.
 * What lies inside of objects takes `git fsck`. `missing`: there is no such folder.
 */
export async function inspectClone(connection: Connection, folder: string): Promise<CloneState> {
  const path = under(folder, '.git')
  const direct = {own: path, common: path}
  const looks = await lookIntoGitDir(connection, direct)
  // An ordinary clone: not a worktree, whose refs lie elsewhere.
  if (looks.head.ok && looks.refs.ok) return judgeGitDir(connection, direct, looks)
  const found = await findGitDir(connection, folder)
  if ('state' in found) return found
  return judgeGitDir(connection, found, await lookIntoGitDir(connection, found))
}
