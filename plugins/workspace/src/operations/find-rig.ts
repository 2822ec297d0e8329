import {didYouMean} from '@gt-town/text'
import {parseName, UsageError, type Connection, type Rig, type Workspace} from '@gt-town/contract'
import {rigs} from './rigs.js'

/** @throws UsageError `GT_RIG_NOT_FOUND` with what is near; FileCorruptError for a broken registry */
export async function findRig(connection: Connection, town: Workspace, name: string): Promise<Rig> {
  const known = await rigs(connection, town, {strict: true})
  const rig = known.find((one) => one.name === name)
  if (rig) return rig
  parseName('rig', name)
  throw new UsageError('GT_RIG_NOT_FOUND', `there is no rig ${name} in ${town.root}`, {
    hint:
      known.length === 0
        ? 'add one with gt rig add NAME GIT_URL'
        : didYouMean(
            name,
            known.map((one) => one.name),
            'rig',
          ),
  })
}
