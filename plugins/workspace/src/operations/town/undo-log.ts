import {join} from 'node:path'
import {GtError, isGtError, messageOf, type Connection} from '@gt-town/contract'

/** One thing that was made or changed, and what it held right after. */
export type Made =
  | {kind: 'folder'; path: string}
  | {kind: 'lock'; path: string}
  | {kind: 'repository'; path: string}
  | {kind: 'file'; path: string; after: Uint8Array}
  | {kind: 'change'; path: string; before: Uint8Array; after: Uint8Array}

/**
 * Undoes what was made, last first, and only what is still as it was made: what somebody has added to or changed
 * since is left.
 * @param reason why: the error that ended the work
 * @returns the error to throw: the reason, which also names what could not be undone
 */
export async function rollBack(connection: Connection, log: readonly Made[], reason: unknown): Promise<unknown> {
  const left: string[] = []
  const lastFirst = [...log].reverse()
  // What must be written comes after all that is removed: the reason may be a full disk.
  for (const made of [...lastFirst.filter((one) => !isChange(one)), ...lastFirst.filter(isChange)]) {
    try {
      await undoOne(connection, made)
    } catch (error) {
      if (!isFine(error)) left.push(`${made.path} (${messageOf(error)})`)
    }
  }
  if (left.length === 0) return reason
  const known = isGtError(reason) ? reason : undefined
  return new GtError(known?.code ?? 'GT_INTERNAL', `${messageOf(reason)}; left behind: ${left.join(', ')}`, {
    hint: known?.hint,
    exit: known?.exit ?? 3,
    cause: reason,
  })
}

function isChange({kind}: Made): boolean {
  return kind === 'change'
}

async function undoOne(connection: Connection, made: Made): Promise<void> {
  if (made.kind === 'folder' || made.kind === 'lock') return connection.remove(made.path)
  if (made.kind === 'repository') {
    if (await isUnused(connection, made.path)) await connection.remove(made.path, {recursive: true})
    return
  }
  if (!(await connection.readFile(made.path)).equals(made.after)) return
  await (made.kind === 'file' ? connection.remove(made.path) : connection.writeFile(made.path, made.before))
}

/** Gone already, or in use by now: both are as good as undone. */
function isFine(error: unknown): boolean {
  return isGtError(error, 'GT_NOT_FOUND') || isGtError(error, 'GT_NOT_EMPTY')
}

/** Nothing was added or committed yet: no index, no objects. */
async function isUnused(connection: Connection, repository: string): Promise<boolean> {
  if (await connection.fileExists(join(repository, 'index'))) return false
  const [objects] = await connection.inspect([{op: 'list', path: join(repository, 'objects')}])
  return !objects.ok || objects.value.every(({name}) => name === 'info' || name === 'pack')
}
