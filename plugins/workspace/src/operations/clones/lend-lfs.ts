import {dirname, join} from 'node:path'
import type {Connection} from '@gt-town/contract'

/** Gives a new clone the large files that git-lfs keeps in another one, by hard links where that goes. */
export async function lendLfs(
  connection: Connection,
  from: string,
  to: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [source, target] = [from, to].map((clone) => join(clone, '.git', 'lfs', 'objects')) as [string, string]
  const [stat] = await connection.inspect([{op: 'stat', path: source, follow: false}])
  if (!stat.ok || stat.value.type !== 'directory') return
  await connection.mkdirAll(dirname(target))
  const options = {effect: 'write', paths: [target], timeoutMs: 600_000, signal} as const
  const linked = await connection.execute(['cp', '-Rl', source, target], options)
  if (linked.code === 0) return
  await connection.execute(['rm', '-rf', target], options)
  // Without them git-lfs asks the origin.
  await connection.execute(['cp', '-R', source, target], options)
}
