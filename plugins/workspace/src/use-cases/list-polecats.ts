import {isGtError, messageOf, type Connection, type HubAndTarget, type Rig, type Workspace} from '@gt-town/contract'
import {polecatFolder, polecatMailFolder} from '@gt-town/town-layout'
import {inParallel} from '@gt-town/waiting'
import type {ListedPolecat} from '../domain/polecats/listed-polecat.js'
import {currentBranch} from '../operations/clones/current-branch.js'
import {findRig} from '../operations/rigs/rigs.js'
import {polecats} from '../operations/polecats/polecats.js'
import {rigs} from '../operations/rigs/rigs.js'
import type {Elsewhere} from '../operations/work/committed-work.js'
import {seenBy, seenOrigin} from '../operations/work/origin.js'
import {workAtRisk} from '../operations/work/work-at-risk.js'

/** How many rigs at once, and how many clones of each: a clone takes a handful of git processes. */
const atOnce = 4

/** Polecats of one rig or of all, sorted, each with the work that is only there. @throws UsageError `GT_RIG_NOT_FOUND` */
export async function listPolecats(
  {target}: HubAndTarget,
  only: string | undefined,
  signal?: AbortSignal,
): Promise<ListedPolecat[]> {
  const {connection, workspace: town} = target
  const found =
    only === undefined ? await rigs(connection, town, {strict: true}) : [await findRig(connection, town, only)]
  return (await inParallel(found, atOnce, async (rig) => polecatsOf(connection, town, rig, signal))).flat()
}

async function polecatsOf(
  connection: Connection,
  town: Workspace,
  rig: Rig,
  signal: AbortSignal | undefined,
): Promise<ListedPolecat[]> {
  const names = await polecats(connection, rig)
  if (names.length === 0) return []
  const paths = names.map((name) => polecatFolder(rig, name))
  const branches = await currentBranch(connection, paths)
  const seen = await seenOrigin(connection, town, rig)
  return inParallel(names, atOnce, async (name, index): Promise<ListedPolecat> => {
    const path = polecatFolder(rig, name)
    const work = await workOf(connection, town, rig, name, seen, signal)
    return {rig: rig.name, name, path, branch: branches[index], work}
  })
}

/** One clone that git cannot read must not hide the others. */
async function workOf(
  connection: Connection,
  town: Workspace,
  rig: Rig,
  name: string,
  seen: Elsewhere,
  signal: AbortSignal | undefined,
): Promise<ListedPolecat['work']> {
  const path = polecatFolder(rig, name)
  try {
    const elsewhere = {tips: [...seen.tips, ...(await seenBy(connection, rig, path))], tags: seen.tags}
    const options = {elsewhere, mailFolder: polecatMailFolder(rig, name), deep: false, signal}
    return {risks: (await workAtRisk(connection, town, path, options)).risks}
  } catch (error) {
    if (!isGtError(error) || error.code === 'GT_ABORTED') throw error
    return {problem: messageOf(error)}
  }
}
