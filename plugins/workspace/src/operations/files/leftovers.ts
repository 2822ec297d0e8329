import {join} from 'node:path'
import {nameProblem, type Connection, type Rig, type Workspace} from '@gt-town/contract'
import {
  bossFolder,
  configFolder,
  mailFolder,
  mayorClone,
  mayorRigsFolder,
  refineryFolder,
  rigConfigFolder,
  stagingFolder,
} from '@gt-town/town-layout'
import {isTemporaryName} from '@gt-town/connection'

const hour = 3_600_000

/** What atomic writes and half-made clones leave behind when they are killed, if it is too old to be in use. Sorted. */
export async function findLeftovers(
  connection: Connection,
  town: Workspace,
  rigs: readonly Rig[],
  now: number,
): Promise<string[]> {
  const ofRigs = rigs.flatMap((rig) => [rigConfigFolder(rig), refineryFolder(rig)])
  const folders = [town.root, configFolder(town), bossFolder(town), mailFolder(town), ...ofRigs]
  const staging = stagingFolder(town)
  const [staged, mayorRigs, ...lists] = await connection.inspect([
    {op: 'list', path: staging},
    {op: 'list', path: mayorRigsFolder(town)},
    ...folders.map((path) => ({op: 'list', path}) as const),
  ])
  const temporary = folders.flatMap((folder, index) => {
    const list = lists[index]
    const names = list?.ok ? list.value.map(({name}) => name).filter((name) => isTemporaryName(name)) : []
    return names.map((name) => ({path: join(folder, name), age: hour}))
  })
  const halfMade = staged.ok ? staged.value.map(({name}) => ({path: join(staging, name), age: 24 * hour})) : []
  const known = new Set(rigs.map(({name}) => name))
  // No rig's any more: a removal and a repair at the same moment, or one that was killed.
  const clones = mayorRigs.ok
    ? mayorRigs.value
        .filter(({type, name}) => type === 'directory' && nameProblem('rig', name) === undefined && !known.has(name))
        .map(({name}) => ({path: mayorClone(town, name), age: 0}))
    : []
  const candidates = [...temporary, ...halfMade, ...clones]
  const stats = await connection.inspect(candidates.map(({path}) => ({op: 'stat', path, follow: false}) as const))
  return candidates
    .filter(({age}, index) => {
      const found = stats[index]
      return found?.ok === true && found.value.mtimeMs < now - age
    })
    .map(({path}) => path)
    .sort()
}
