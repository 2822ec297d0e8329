import {isGtError, nameProblem, type Connection, type DirEntry, type Rig} from '@gt-town/contract'

/**
 * Names of a rig's polecats: folders there that are neither hidden nor the refinery, sorted.
 * @returns none for a rig whose folder is missing: that is the doctor's to report
 */
export async function polecats(connection: Connection, rig: Rig): Promise<string[]> {
  try {
    return polecatNames(await connection.listDir(rig.path))
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND') || isGtError(error, 'GT_NOT_A_DIRECTORY')) return []
    throw error
  }
}

function polecatNames(entries: readonly DirEntry[]): string[] {
  return entries
    .filter(({type, name}) => type === 'directory' && nameProblem('polecat', name) === undefined)
    .map(({name}) => name)
    .sort()
}
