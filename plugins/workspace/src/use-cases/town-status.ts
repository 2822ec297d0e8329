import type {HubAndTarget} from '@gt-town/contract'
import {inspectClone} from '@gt-town/git'
import {polecatFolder, refineryClone} from '@gt-town/town-layout'
import {inParallel} from '@gt-town/waiting'
import type {ListedRig} from '../domain/rigs/listed-rig.js'
import {isFull} from '../domain/town/disk.js'
import type {TownStatus} from '../domain/town/town-status.js'
import {currentBranch} from '../operations/clones/current-branch.js'
import {inspectPolecats} from '../operations/polecats/inspect-polecats.js'
import {listRigs} from './list-rigs.js'

const rigsAtOnce = 20

/** Rigs and polecats at a glance, without a process. @throws FileCorruptError */
export async function townStatus(where: HubAndTarget): Promise<TownStatus> {
  const rigs = await listRigs(where)
  const polecats = rigs.flatMap(({rig, polecats: names}) =>
    names.map((name) => ({rig: rig.name, name, path: polecatFolder(rig, name)})),
  )
  const branches = await currentBranch(
    where.target.connection,
    polecats.map(({path}) => path),
  )
  const problems = [...(await cloneProblems(where, rigs)), ...(await diskProblems(where))]
  return {rigs, polecats: polecats.map((polecat, index) => ({...polecat, branch: branches[index]})), problems}
}

/** As the doctor looks at clones. Of rigs that are not whole themselves something was said already. */
async function cloneProblems({target}: HubAndTarget, rigs: readonly ListedRig[]): Promise<TownStatus['problems']> {
  const {connection} = target
  const found = await inParallel(
    rigs.filter(({state}) => state === 'ok'),
    rigsAtOnce,
    async ({rig}) => {
      const refinery = await inspectClone(connection, refineryClone(rig))
      const polecats = await inspectPolecats(connection, rig)
      return [
        {what: `refinery of ${rig.name}`, rig: rig.name, found: refinery},
        ...polecats.map(({name, found}) => ({what: `${rig.name}/${name}`, rig: rig.name, found})),
      ]
    },
  )
  return found
    .flat()
    .flatMap(({what, rig, found: clone}) =>
      clone.state === 'invalid' ? [{what, rig, why: `its clone is broken: ${clone.reason}`}] : [],
    )
}

async function diskProblems({target}: HubAndTarget): Promise<TownStatus['problems']> {
  const [space] = await target.connection.inspect([{op: 'space', path: target.workspace.root}])
  if (!space.ok || !isFull(space.value)) return []
  return [{what: 'disk', why: `is full: ${Math.floor(space.value.freeBytes / 1024 / 1024)} MiB are free`}]
}
