import {isGtError, nameProblem, UsageError, type Connection, type DirEntry, type Rig} from '@gt-town/contract'
import {didYouMean, naturally} from '@gt-town/text'
import {polecatFolder} from '@gt-town/town-layout'

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

/** @returns its folder @throws UsageError `GT_POLECAT_NOT_FOUND` with what is near */
export async function findPolecat(connection: Connection, rig: Rig, name: string): Promise<string> {
  const names = await polecats(connection, rig)
  if (names.includes(name)) return polecatFolder(rig, name)
  throw new UsageError('GT_POLECAT_NOT_FOUND', `${rig.name} has no polecat ${name}`, {
    hint: didYouMean(name, names, 'polecat'),
  })
}

function polecatNames(entries: readonly DirEntry[]): string[] {
  return entries
    .filter(({type, name}) => type === 'directory' && nameProblem('polecat', name) === undefined)
    .map(({name}) => name)
    .sort(naturally)
}
