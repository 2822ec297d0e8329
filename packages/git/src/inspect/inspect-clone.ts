import type {Connection} from '@gt-town/contract'
import {under} from '@gt-town/town-layout'
import {findGitDir} from './find-git-dir.js'
import type {CloneState} from './clone-state.js'
import {inspectGitDir, readGitDir} from './inspect-git-dir.js'

/**
 * Whether a folder is a git clone that works, decided as `git status` decides it, by reading files: whose it is, HEAD, refs,
 * index, configuration, packs, the commit that is checked out with its trees and the way from it to its upstream, submodules.
 * Two round trips for a healthy clone whose commit lies in a pack, more where it does not. What lies inside of other objects takes `git fsck`. `missing`: there is no such folder.
 */
export async function inspectClone(connection: Connection, folder: string): Promise<CloneState> {
  const inspectBelow = async (submodule: string): Promise<CloneState> => inspectClone(connection, submodule)
  const path = under(folder, '.git')
  const direct = {own: path, common: path}
  const facts = await readGitDir(connection, folder, direct)
  // An ordinary clone: not a worktree, whose refs lie elsewhere.
  if (facts.head.ok && facts.config.ok && !facts.commonDir.ok) {
    return inspectGitDir(connection, folder, direct, facts, inspectBelow)
  }
  const found = await findGitDir(connection, folder)
  if ('state' in found) return found
  return inspectGitDir(connection, folder, found, await readGitDir(connection, folder, found), inspectBelow)
}
