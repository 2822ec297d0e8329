import {dirname, join, relative} from 'node:path'
import type {Connection} from '@gt-town/contract'
import {isAbsent} from '../../domain/is-absent.js'

/**
 * A path with the symbolic links of its existing part resolved; the rest need not exist yet.
 * @throws what the connection throws when it cannot tell
 */
export async function physicalPath(connection: Connection, path: string): Promise<string> {
  const folders = withAncestors(path)
  const outcomes = await connection.inspect(folders.map((folder) => ({op: 'realpath', path: folder}) as const))
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.ok) return join(outcome.value, relative(folders[index] ?? path, path))
    if (!isAbsent(outcome)) throw outcome.error
  }
  return path
}

/** The folder and all above it, nearest first. */
export function withAncestors(path: string): string[] {
  const above = dirname(path)
  return above === path ? [path] : [path, ...withAncestors(above)]
}
