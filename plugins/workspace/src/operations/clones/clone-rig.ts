import {isGtError, type Connection} from '@gt-town/contract'
import {cloneRemote, type CloneOptions, type CloneSource} from './clone-remote.js'
import {cloneSibling, lendingProblem} from './clone-sibling.js'

/**
 * Clones a rig without checking anything out: from the first clone here that can lend its objects, else over the network.
 * @returns the lender, if any
 */
export async function cloneRig(
  connection: Connection,
  target: string,
  lenders: readonly string[],
  source: CloneSource,
  options: CloneOptions,
): Promise<string | undefined> {
  for (const lender of lenders) {
    if ((await lendingProblem(connection, lender, source)) !== undefined) continue
    try {
      await cloneSibling(connection, target, lender, source, options)
      return lender
    } catch (error) {
      // A lender with broken objects must not stop us: the next one, or the network, has them.
      if (!isGtError(error, 'GT_GIT_FAILED')) throw error
      if (await connection.fileExists(target)) await connection.remove(target, {recursive: true})
    }
  }
  await cloneRemote(connection, target, source, options)
  return undefined
}
