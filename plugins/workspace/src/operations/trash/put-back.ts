import {isGtError, type Connection, type Workspace} from '@gt-town/contract'
import {mayorClone, polecatFolder, removalFolder, rigFolder, stagedRig} from '@gt-town/town-layout'
import type {TrashSubject} from '../../domain/trash/trash-entry.js'

/** Puts back what a removal by an earlier version of gt left aside when it was killed, where its old place is free. */
export async function putBack(connection: Connection, town: Workspace, subject: TrashSubject): Promise<void> {
  for (const {from, to} of movesOf(town, subject)) {
    if (!(await connection.fileExists(from)) || (await connection.fileExists(to))) continue
    try {
      await connection.rename(from, to)
    } catch (error) {
      // Somebody else put it back, or made another one: then it stays where it is, and the doctor names it.
      if (!isGtError(error, 'GT_NOT_FOUND') && !isGtError(error, 'GT_NOT_EMPTY') && !isGtError(error, 'GT_EXISTS'))
        throw error
    }
  }
  if (subject.kind === 'rig') await dropFolder(connection, removalFolder(town, subject.rig))
}

/** Both parts lay in it; whatever else does keeps it. */
async function dropFolder(connection: Connection, path: string): Promise<void> {
  try {
    await connection.remove(path)
  } catch (error) {
    if (!isGtError(error, 'GT_NOT_FOUND') && !isGtError(error, 'GT_NOT_EMPTY')) throw error
  }
}

function movesOf(town: Workspace, subject: TrashSubject): {from: string; to: string}[] {
  const {rig} = subject
  // Earlier versions left none of these.
  if (subject.kind === 'clone') return []
  if (subject.kind === 'polecat') {
    return [
      {
        from: removalFolder(town, rig, subject.polecat),
        to: polecatFolder({path: rigFolder(town, rig)}, subject.polecat),
      },
    ]
  }
  const aside = stagedRig(removalFolder(town, rig))
  return [
    {from: aside.rig, to: rigFolder(town, rig)},
    {from: aside.mayorClone, to: mayorClone(town, rig)},
  ]
}
