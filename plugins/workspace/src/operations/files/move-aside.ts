import {dirname} from 'node:path'
import {GtError, isGtError, type Connection} from '@gt-town/contract'

export interface Move {
  from: string
  to: string
}

/**
 * Moves folders aside, checks them there once more, since an agent may have worked in them until now, and moves them
 * back if that fails. Only then may they be deleted.
 * @param check throws if anything could be lost
 */
export async function moveAside(
  connection: Connection,
  moves: readonly Move[],
  check: () => Promise<void>,
): Promise<void> {
  const done: Move[] = []
  try {
    for (const move of moves) {
      await connection.mkdirAll(dirname(move.to))
      await connection.rename(move.from, move.to)
      done.push(move)
    }
    await check()
  } catch (error) {
    for (const {from, to} of done.reverse()) await connection.rename(to, from)
    throw error
  }
}

/**
 * Puts back what an interrupted removal has left aside, where its old place is free.
 * @throws GtError `GT_REMOVAL_INTERRUPTED` where it is not
 */
export async function putBack(connection: Connection, moves: readonly Move[]): Promise<void> {
  for (const {from, to} of moves) {
    if (!(await connection.fileExists(to))) continue
    try {
      await connection.rename(to, from)
    } catch (error) {
      if (!isGtError(error, 'GT_NOT_EMPTY') && !isGtError(error, 'GT_EXISTS')) throw error
      throw new GtError('GT_REMOVAL_INTERRUPTED', `an earlier removal was interrupted and left ${to}`, {
        hint: `its place ${from} is taken: move one of them away yourself`,
        cause: error,
      })
    }
  }
}
