import {join} from 'node:path'
import {nameProblem, type Connection, type Rig, type Workspace} from '@gt-town/contract'
import {
  bossFolder,
  configFolder,
  mailFolder,
  mayorRigsFolder,
  refineryFolder,
  rigConfigFolder,
  stagingFolder,
  waitingMailFolder,
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
  const folders = [
    town.root,
    configFolder(town),
    bossFolder(town),
    mailFolder(town),
    waitingMailFolder(town),
    ...ofRigs,
  ]
  const staging = stagingFolder(town)
  const [staged, ...lists] = await connection.inspect([
    {op: 'list', path: staging},
    ...folders.map((path) => ({op: 'list', path}) as const),
  ])
  const temporary = folders.flatMap((folder, index) => {
    const list = lists[index]
    const names = list?.ok ? list.value.map(({name}) => name).filter((name) => isTemporaryName(name)) : []
    return names.map((name) => ({path: join(folder, name), age: hour}))
  })
  const halfMade = staged.ok ? staged.value.map(({name}) => ({path: join(staging, name), age: 24 * hour})) : []
  const candidates = [...temporary, ...halfMade]
  const stats = await connection.inspect(candidates.map(({path}) => ({op: 'stat', path, follow: false}) as const))
  return candidates
    .filter(({age}, index) => {
      const found = stats[index]
      return found?.ok === true && found.value.mtimeMs < now - age
    })
    .map(({path}) => path)
    .sort()
}

/** Rigs that are gone and whose mayor's clone is still there: their folder was renamed or deleted, or a removal was killed. Sorted. */
export async function rigsOfLostClones(
  connection: Connection,
  town: Workspace,
  rigs: readonly Rig[],
): Promise<string[]> {
  const [list] = await connection.inspect([{op: 'list', path: mayorRigsFolder(town)}])
  if (!list.ok) return []
  const known = new Set(rigs.map(({name}) => name))
  return list.value
    .filter(({type, name}) => type === 'directory' && nameProblem('rig', name) === undefined && !known.has(name))
    .map(({name}) => name)
    .sort()
}
