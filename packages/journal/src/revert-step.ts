import {dirname, join} from 'node:path'
import {isGtError, type Connection} from '@gt-town/contract'
import {isTemporaryOf} from '@gt-town/connection'
import type {UndoStep} from './undo-steps.js'
import type {RunLocation} from './resolve-entries.js'

/** In a run's folder: what is proven to be exactly what the run made, on its way out. */
const deleted = 'deleting-'
const restoredBytes = 256 * 1024 * 1024

/**
 * Does one step of an undo. May be done again after it was cut off at any point.
 * @param isProven what is removed is exactly what was made, so that it may be deleted; else it stays in the run's folder
 */
export async function revertStep(location: RunLocation, step: UndoStep, isProven: boolean): Promise<void> {
  const {connection, root, folder} = location
  switch (step.do) {
    case 'restore':
      return restore(connection, join(root, step.path), join(folder, step.kept), step.mode)
    case 'mode':
      return connection.chmod(join(root, step.path), step.mode)
    case 'move': {
      const [from, to] = [join(root, step.from), join(root, step.to)]
      if ((await exists(connection, from)) && !(await exists(connection, to))) await connection.rename(from, to)
      if (step.folderMode === undefined) return
      await connection.mkdirAll(from)
      return connection.chmod(from, step.folderMode)
    }
    case 'bring back':
      return connection.rename(join(folder, step.kept), join(root, step.path))
    case 'remove':
      return remove(connection, join(root, step.path), step.isLock)
    case 'take away':
      return moveOut(location, join(root, step.path), isProven)
    case 'swap':
      await moveOut(location, join(root, step.path), isProven)
      return connection.rename(join(folder, step.kept), join(root, step.path))
  }
}

/** Deletes what an atomic write of this file left when it was killed. */
export async function sweepTemporary(connection: Connection, path: string, before: number): Promise<void> {
  if (!(await exists(connection, dirname(path)))) return
  for (const {name, type} of await connection.listDir(dirname(path))) {
    if (type !== 'file' || !isTemporaryOf(path, name)) continue
    const temporary = join(dirname(path), name)
    // A younger one belongs to somebody who is writing just now.
    if ((await connection.stat(temporary)).mtimeMs < before) await connection.remove(temporary)
  }
}

/** Deletes the rest of what an undo was deleting when it was killed. */
export async function sweepDeleted({connection, folder}: RunLocation): Promise<void> {
  for (const {name, type} of await connection.listDir(folder)) {
    if (type !== 'directory' || !name.startsWith(deleted)) continue
    await connection.remove(join(folder, name), {recursive: true})
  }
}

async function restore(connection: Connection, target: string, kept: string, mode: number): Promise<void> {
  const bytes = await connection.readFile(kept, {maxBytes: restoredBytes})
  const [now] = await connection.inspect([{op: 'stat', path: target, follow: false}])
  if (now.ok && (now.value.mode & 0o600) !== 0o600) await connection.chmod(target, now.value.mode | 0o600)
  await connection.writeFile(target, bytes, {mode})
  await connection.chmod(target, mode)
}

/** A lock file goes only while nobody holds it. */
async function remove(connection: Connection, path: string, isLock: boolean): Promise<void> {
  if (!(await exists(connection, path))) return
  if (!isLock) return connection.remove(path)
  await connection.withLock(path.slice(0, -'.lock'.length), async () => connection.remove(path), {timeoutMs: 0})
}

/** Out of the way in one step, and deleted only then: half a clone must never be seen in its place. */
async function moveOut({connection, folder}: RunLocation, path: string, isProven: boolean): Promise<void> {
  if (!(await exists(connection, path))) return
  const away = join(folder, `${isProven ? deleted : 'undone-'}${crypto.randomUUID()}`)
  await connection.rename(path, away)
  if (isProven) await connection.remove(away, {recursive: true})
}

async function exists(connection: Connection, path: string): Promise<boolean> {
  try {
    await connection.stat(path, {follow: false})
    return true
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return false
    throw error
  }
}
