import {didYouMean} from '@gt-town/text'
import {UsageError, type Connection, type Rig} from '@gt-town/contract'
import {polecatFolder} from '@gt-town/town-layout'
import {polecats} from './polecats.js'

/** @returns its folder @throws UsageError `GT_POLECAT_NOT_FOUND` with what is near */
export async function findPolecat(connection: Connection, rig: Rig, name: string): Promise<string> {
  const names = await polecats(connection, rig)
  if (names.includes(name)) return polecatFolder(rig, name)
  throw new UsageError('GT_POLECAT_NOT_FOUND', `${rig.name} has no polecat ${name}`, {
    hint: didYouMean(name, names, 'polecat'),
  })
}
