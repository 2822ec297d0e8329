import {isGtError, messageOf, type Connection, type HubAndTarget, type Rig, type Workspace} from '@gt-town/contract'
import {polecatFolder, polecatMailFolder} from '@gt-town/town-layout'
import {inParallel} from '@gt-town/waiting'
import type {ListedPolecat} from '../domain/polecats/listed-polecat.js'
import {currentBranch} from '../operations/clones/current-branch.js'
import {findRig} from '../operations/rigs/rigs.js'
import {polecats} from '../operations/polecats/polecats.js'
import {rigs} from '../operations/rigs/rigs.js'
import {keptTags} from '../operations/work/kept-tags.js'
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
  const tags = await keptTags(connection, town, rig, signal)
  return inParallel(names, atOnce, async (name, index): Promise<ListedPolecat> => {
    const path = polecatFolder(rig, name)
    const work = await workOf(connection, path, {tags, mailFolder: polecatMailFolder(rig, name), signal})
    return {rig: rig.name, name, path, branch: branches[index], work}
  })
}

/** One clone that git cannot read must not hide the others. */
async function workOf(
  connection: Connection,
  path: string,
  options: Parameters<typeof workAtRisk>[2],
): Promise<ListedPolecat['work']> {
  try {
    return {risks: (await workAtRisk(connection, path, options)).risks}
  } catch (error) {
    if (!isGtError(error) || error.code === 'GT_ABORTED') throw error
    return {problem: messageOf(error)}
  }
}
