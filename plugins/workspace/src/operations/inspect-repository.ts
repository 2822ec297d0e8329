import {join} from 'node:path'
import type {Connection} from '@gt-town/contract'
import {inspectClone, type CloneState} from './inspect-clone.js'
import {withAncestors} from './physical-path.js'
import {hasRepository} from './repository.js'

/** Whether a town lies in a git repository: its own, or one of a folder above that does not ignore it. */
export async function inspectRepository(connection: Connection, root: string): Promise<CloneState> {
  // Both at once: nearly every town has its own.
  const [[own, ...above], state] = await Promise.all([
    connection.inspect(
      withAncestors(root).map((folder) => ({op: 'stat', path: join(folder, '.git'), follow: false}) as const),
    ),
    inspectClone(connection, root),
  ])
  if (!own || own.ok || own.error.code !== 'GT_NOT_FOUND') return state
  // Only git knows what it ignores; without a repository above there is nothing to ask it.
  const isInOne = above.some(({ok}) => ok) && (await hasRepository(connection, root))
  return {state: isInOne ? 'valid' : 'missing'}
}
