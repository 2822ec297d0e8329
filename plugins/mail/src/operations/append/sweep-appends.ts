import {join} from 'node:path'
import {isGtError, type Place} from '@gt-town/contract'
import {mailFolder} from '@gt-town/town-layout'

/** One that is younger may be at work, in ms. */
const oldMs = 3_600_000

/** Folders in which appends that were killed have left texts of messages. */
export const appendPrefix = '.append.gt-tmp-'

/** Removes those that are old. @param now milliseconds since 1970 */
export async function sweepAppends({connection, workspace}: Place, now: number): Promise<void> {
  const folder = mailFolder(workspace)
  const [list] = await connection.inspect([{op: 'list', path: folder}])
  if (!list.ok) return
  const paths = list.value
    .filter(({name, type}) => type === 'directory' && name.startsWith(appendPrefix))
    .map(({name}) => join(folder, name))
  const stats = await connection.inspect(paths.map((path) => ({op: 'stat', path, follow: false}) as const))
  for (const [at, path] of paths.entries()) {
    const stat = stats[at]
    if (!stat?.ok || stat.value.mtimeMs > now - oldMs) continue
    try {
      await connection.remove(path, {recursive: true})
    } catch (error) {
      // Another one sweeps as well.
      if (!isGtError(error)) throw error
    }
  }
}
