import {
  GtError,
  isGtError,
  printAddress,
  type Connection,
  type HubAndTarget,
  type PolecatAddress,
  type Rig,
  type Workspace,
} from '@gt-town/contract'
import {mayorClone, polecatFolder, polecatMailFolder, refineryClone, rigConfigFile} from '@gt-town/town-layout'
import {alongWith} from '../domain/trash/along.js'
import {workAtRiskError} from '../domain/polecats/work-at-risk.js'
import {deleteStaleStaging} from '../operations/files/staging.js'
import {findPolecat, polecats} from '../operations/polecats/polecats.js'
import {notePolecats, vanishedFrom} from '../operations/polecats/seen-polecats.js'
import {findRig} from '../operations/rigs/rigs.js'
import {moveToTrash} from '../operations/trash/move-to-trash.js'
import {putBack} from '../operations/trash/put-back.js'
import {askOrigin, seenOrigin} from '../operations/work/origin.js'
import {refuseLentObjects} from '../operations/work/lent-objects.js'
import {refuseLinkedWorktrees} from '../operations/work/linked-worktrees.js'
import {withElsewhere} from '../operations/work/with-elsewhere.js'
import {workAtRisk, type WorkAtRisk} from '../operations/work/work-at-risk.js'

export interface RemovedPolecat {
  readonly path: string
  /** where its mail still is */
  readonly mail: string
  /** the entry of the trash that holds the clone; undefined where the folder was gone already and is only forgotten now */
  readonly trash: string | undefined
  /** what was only there; undefined where that could not be told */
  readonly work: WorkAtRisk | undefined
  /** why the origin could not be asked: then what gt's own clones have seen of it counts */
  readonly originProblem: string | undefined
  /** what could not be noted, one line each */
  readonly warnings: readonly string[]
}

/**
 * Moves a worker clone to the trash, whole, once nothing is only in it. Its mail stays.
 * @param options.force whatever is only in it
 * @throws UsageError `GT_RIG_NOT_FOUND`, `GT_POLECAT_NOT_FOUND`; GtError `GT_WORK_AT_RISK` naming what, `GT_CLONE_UNREADABLE`,
 *   `GT_WORKTREES_ELSEWHERE`, `GT_OBJECTS_LENT`, `GT_TRASH_ELSEWHERE`
 */
export async function removePolecat(
  {target}: HubAndTarget,
  address: PolecatAddress,
  {force, signal}: {force: boolean; signal?: AbortSignal},
): Promise<RemovedPolecat> {
  const {connection, workspace: town} = target
  const rig = await findRig(connection, town, address.rig)
  await deleteStaleStaging(connection, town)
  return connection.withLock(
    rigConfigFile(rig),
    async () => {
      const subject = {kind: 'polecat', rig: rig.name, polecat: address.polecat} as const
      await putBack(connection, town, subject)
      const path = polecatFolder(rig, address.polecat)
      const mail = polecatMailFolder(rig, address.polecat)
      if (await forgetVanished(connection, town, rig, address.polecat)) {
        return {path, mail, trash: undefined, work: undefined, originProblem: undefined, warnings: []}
      }
      await findPolecat(connection, rig, address.polecat)
      await refuseLinkedWorktrees(connection, path)
      const others = (await polecats(connection, rig)).map((name) => polecatFolder(rig, name))
      await refuseLentObjects(connection, path, [...others, refineryClone(rig), mayorClone(town, rig.name)])
      const {work, originProblem} = await inspect(connection, town, rig, address.polecat, {force, signal})
      if (!force && work && work.risks.length > 0) throw refusal(address, work)
      const facts = {
        command: `gt polecat remove ${printAddress(address)}${force ? ' --force' : ''}`,
        only_here: work ? work.risks.map((risk) => ({what: address.polecat, ...risk, items: [...risk.items]})) : null,
        along: work ? alongWith(address.polecat, work) : [],
      }
      const trash = await moveToTrash(connection, town, subject, [{part: 'polecat', from: path}], facts)
      const note = await notePolecats(connection, town, rig, {removed: address.polecat})
      return {path, mail, trash, work, originProblem, warnings: note === undefined ? [] : [note]}
    },
    {timeoutMs: 120_000, signal},
  )
}

/** A polecat that was seen and whose folder is gone without gt. @returns whether it was such a one */
async function forgetVanished(connection: Connection, town: Workspace, rig: Rig, polecat: string): Promise<boolean> {
  try {
    if (!(await vanishedFrom(connection, rig)).includes(polecat)) return false
  } catch (error) {
    // The doctor tells of a broken list; it is no reason not to remove a polecat that is there.
    if (!isGtError(error, 'GT_FILE_CORRUPT')) throw error
    return false
  }
  const problem = await notePolecats(connection, town, rig, {removed: polecat})
  if (problem !== undefined)
    throw new GtError('GT_POLECATS_NOT_NOTED', problem, {hint: 'fix the error above, then run it again'})
  return true
}

/** With `force`, what cannot be told is no hindrance. */
async function inspect(
  connection: Connection,
  town: Workspace,
  rig: Rig,
  polecat: string,
  {force, signal}: {force: boolean; signal: AbortSignal | undefined},
): Promise<{work: WorkAtRisk | undefined; originProblem: string | undefined}> {
  try {
    const seen = await seenOrigin(connection, town, rig)
    const asked = await askOrigin(connection, town, rig.gitUrl, signal)
    const options = {mailFolder: polecatMailFolder(rig, polecat), effort: 'deep' as const, signal}
    const path = polecatFolder(rig, polecat)
    if ('problem' in asked) {
      const work = await workAtRisk(connection, town, path, {...options, elsewhere: seen})
      return {work, originProblem: asked.problem}
    }
    // A tag that gt's own clones have is not lost either.
    const known = {...asked, tags: new Map([...seen.tags, ...asked.tags])}
    const work = await withElsewhere(
      connection,
      town,
      known,
      async (elsewhere) => workAtRisk(connection, town, path, {...options, elsewhere}),
      signal,
    )
    return {work, originProblem: undefined}
  } catch (error) {
    if (!force || !isGtError(error) || error.code === 'GT_ABORTED') throw error
    return {work: undefined, originProblem: undefined}
  }
}

function refusal(address: PolecatAddress, {risks}: WorkAtRisk): GtError {
  const what = printAddress(address)
  return workAtRiskError(
    [{what, risks}],
    `commit and push it, or move the clone to the trash with all of it: gt polecat remove ${what} --force`,
  )
}
