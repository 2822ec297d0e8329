import {join} from 'node:path'
import {isGtError, type Connection} from '@gt-town/contract'
import {refsOf, type Refs} from '@gt-town/git'

/** What a missing, broken or locked clone says. */
const unreadable = [
  'GT_NOT_FOUND',
  'GT_NOT_A_DIRECTORY',
  'GT_NOT_A_FILE',
  'GT_PERMISSION_DENIED',
  'GT_TOO_LARGE',
] as const

/** The references of a clone in a town; none where it is missing or broken, which the doctor tells and which proves nothing. */
export async function refsOfClone(connection: Connection, clone: string): Promise<Refs> {
  try {
    return await refsOf(connection, join(clone, '.git'))
  } catch (error) {
    if (unreadable.some((code) => isGtError(error, code))) return new Map()
    throw error
  }
}
