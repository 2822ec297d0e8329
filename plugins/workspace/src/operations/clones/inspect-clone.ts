import type {Connection} from '@gt-town/contract'
import {under} from '@gt-town/town-layout'
import {findGitDir} from './find-git-dir.js'
import type {CloneState} from './clone-state.js'
import {inspectGitDir, readGitDir} from './inspect-git-dir.js'

/**
 * Whether a folder is a git clone that works, decided as git decides it, by reading files: HEAD, refs, objects, the
 * configuration, the branch that is checked out, packs that lost their other half. Two round trips for a healthy clone.
 * What lies inside of objects takes `git fsck`. `missing`: there is no such folder.
 */
export async function inspectClone(connection: Connection, folder: string): Promise<CloneState> {
  const path = under(folder, '.git')
  const direct = {own: path, common: path}
  const facts = await readGitDir(connection, direct)
  // An ordinary clone: not a worktree, whose refs lie elsewhere.
  if (facts.head.ok && facts.refs.ok) return inspectGitDir(connection, direct, facts)
  const found = await findGitDir(connection, folder)
  if ('state' in found) return found
  return inspectGitDir(connection, found, await readGitDir(connection, found))
}
