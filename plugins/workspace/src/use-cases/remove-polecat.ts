import {join} from 'node:path'
import {
  GtError,
  printAddress,
  type Connection,
  type HubAndTarget,
  type PolecatAddress,
  type Rig,
  type Workspace,
} from '@gt-town/contract'
import {
  mayorClone,
  polecatFolder,
  polecatMailFolder,
  refineryClone,
  removalFolder,
  rigConfigFile,
} from '@gt-town/town-layout'
import {isSavable} from '../domain/polecats/work-at-risk.js'
import {workAtRiskError} from '../domain/polecats/work-at-risk.js'
import {findPolecat} from '../operations/polecats/polecats.js'
import {findRig} from '../operations/rigs/rigs.js'
import {inspectClone} from '../operations/clones/inspect-clone.js'
import {keptTags} from '../operations/work/kept-tags.js'
import {saveWork, takeSnapshot, type Snapshot} from '../operations/work/save-work.js'
import {deleteStaleStaging, withStaging} from '../operations/files/staging.js'
import {putBack, moveAside} from '../operations/files/move-aside.js'
import {workAtRisk, type WorkAtRisk} from '../operations/work/work-at-risk.js'

export interface RemovedPolecat {
  readonly path: string
  /** where its mail still is */
  readonly mail: string
  /** the clone that keeps its work, and under which references; only with `force` */
  readonly saved?: {readonly clone: string; readonly refs: readonly string[]} | undefined
  /** ignored files and folders that went with it */
  readonly ignored: readonly string[]
}

/**
 * Removes a worker clone once nothing in it can be lost. Its mail stays.
 * @param options.force save what is at risk in the refinery's clone, then remove it
 * @throws UsageError `GT_RIG_NOT_FOUND`, `GT_POLECAT_NOT_FOUND`; GtError `GT_WORK_AT_RISK` naming what,
 *   `GT_CLONE_UNREADABLE`, `GT_WORK_UNSAVABLE`
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
      const move = {from: polecatFolder(rig, address.polecat), to: removalFolder(town, rig.name, address.polecat)}
      await putBack(connection, [move])
      await findPolecat(connection, rig, address.polecat)
      const mail = polecatMailFolder(rig, address.polecat)
      const tags = await keptTags(connection, town, rig, signal)
      const look = async (folder: string): Promise<WorkAtRisk> =>
        workAtRisk(connection, folder, {tags, mailFolder: mail, signal})
      const {risks, ignored} = await look(move.from)
      const refuse = (found: WorkAtRisk): void => {
        if (found.risks.length > 0) throw refusal(address, found)
      }
      if (!force) refuse({risks, ignored})
      const kept = risks.length === 0 ? undefined : await keep(connection, town, rig, address, risks, signal)
      await moveAside(connection, [move], async () => {
        if (kept) await compare(connection, move.to, kept.snapshot, signal)
        else refuse(await look(move.to))
      })
      await withStaging(connection, town, async (staging) => connection.rename(move.to, join(staging, 'clone')))
      return {path: move.from, mail, ignored, saved: kept && {clone: kept.clone, refs: kept.saved}}
    },
    {timeoutMs: 120_000, signal},
  )
}

async function keep(
  connection: Connection,
  town: Workspace,
  rig: Rig,
  address: PolecatAddress,
  risks: WorkAtRisk['risks'],
  signal: AbortSignal | undefined,
): Promise<{clone: string; snapshot: Snapshot; saved: string[]}> {
  // A reference's name allows neither colons nor two dots in a row.
  const name = `${address.polecat.replaceAll('.', '-')}/${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  for (const clone of [refineryClone(rig), mayorClone(town, rig.name)]) {
    if ((await inspectClone(connection, clone)).state !== 'valid') continue
    const path = polecatFolder(rig, address.polecat)
    return {clone, ...(await saveWork(connection, path, clone, `refs/gt/removed/${name}`, risks, signal))}
  }
  throw new GtError('GT_WORK_UNSAVABLE', `${rig.name} has no sound clone that could keep this work`, {
    hint: `repair the rig first: gt doctor ${rig.name} --fix`,
    exit: 1,
  })
}

/** What was saved may go; what came since may not. */
async function compare(
  connection: Connection,
  folder: string,
  saved: Snapshot,
  signal: AbortSignal | undefined,
): Promise<void> {
  const now = await takeSnapshot(connection, folder, signal)
  if (JSON.stringify(now) === JSON.stringify(saved)) return
  throw new GtError('GT_WORK_AT_RISK', 'someone worked in this clone while it was being saved', {
    hint: 'stop whoever works in it, then try again',
    exit: 1,
  })
}

function refusal(address: PolecatAddress, {risks}: WorkAtRisk): GtError {
  const what = printAddress(address)
  return workAtRiskError(
    [{what, risks}],
    risks.every(isSavable)
      ? `commit and push it, or let gt keep it in the refinery: gt polecat remove ${what} --force`
      : 'commit and push it, or move it out of the clone: gt could not keep all of it',
  )
}
