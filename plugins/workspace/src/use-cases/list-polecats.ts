import {
  GtError,
  isGtError,
  messageOf,
  type Connection,
  type HubAndTarget,
  type Rig,
  type Workspace,
} from '@gt-town/contract'
import {polecatFolder, polecatMailFolder} from '@gt-town/town-layout'
import {Deadline, inParallel, neverAborted, orAborted} from '@gt-town/waiting'
import type {ListedPolecat} from '../domain/polecats/listed-polecat.js'
import {currentBranch} from '../operations/clones/current-branch.js'
import {findRig, rigs} from '../operations/rigs/rigs.js'
import {polecats} from '../operations/polecats/polecats.js'
import {vanishedFrom} from '../operations/polecats/seen-polecats.js'
import type {Elsewhere} from '../operations/work/committed-work.js'
import {seenBy, seenOrigin} from '../operations/work/origin.js'
import {workAtRisk} from '../operations/work/work-at-risk.js'

/** How many clones at once, whatever their rigs: each takes up to two git processes, one after the other. */
const atOnce = 8
/** A clone that says nothing for so long, such as one on a disk that hangs, must not hold up the others. */
const cloneMs = 7000

interface Listing {
  readonly rig: Rig
  readonly name: string
  readonly branch: string | undefined
  readonly isGone: boolean
  readonly seen: Elsewhere
}

/**
 * Polecats of one rig or of all, sorted, each with the work that is only there as far as a quick view tells.
 * @throws UsageError `GT_RIG_NOT_FOUND`
 */
export async function listPolecats(
  {target}: HubAndTarget,
  only: string | undefined,
  signal: AbortSignal = neverAborted(),
): Promise<ListedPolecat[]> {
  const {connection, workspace: town} = target
  const found =
    only === undefined ? await rigs(connection, town, {strict: true}) : [await findRig(connection, town, only)]
  const listings = (await inParallel(found, atOnce, async (rig) => listingsOf(connection, town, rig))).flat()
  return inParallel(listings, atOnce, async (listing): Promise<ListedPolecat> => {
    const {rig, name, branch, isGone} = listing
    const work = isGone
      ? {problem: `it is gone: gt polecat add makes it again, gt polecat remove forgets it`}
      : await workInTime(connection, town, listing, signal)
    return {rig: rig.name, name, path: polecatFolder(rig, name), branch, work}
  })
}

async function listingsOf(connection: Connection, town: Workspace, rig: Rig): Promise<Listing[]> {
  const [names, gone] = await Promise.all([polecats(connection, rig), goneFrom(connection, rig)])
  const all = [...names, ...gone].sort()
  if (all.length === 0) return []
  const branches = await currentBranch(
    connection,
    all.map((name) => polecatFolder(rig, name)),
  )
  const seen = await seenOrigin(connection, town, rig)
  return all.map((name, at) => ({rig, name, branch: branches[at], isGone: gone.includes(name), seen}))
}

/** A broken list of what was seen is the doctor's to report. */
async function goneFrom(connection: Connection, rig: Rig): Promise<string[]> {
  try {
    return await vanishedFrom(connection, rig)
  } catch (error) {
    if (!isGtError(error) || error.code === 'GT_ABORTED') throw error
    return []
  }
}

async function workInTime(
  connection: Connection,
  town: Workspace,
  listing: Listing,
  signal: AbortSignal,
): Promise<ListedPolecat['work']> {
  using deadline = new Deadline(cloneMs, signal)
  try {
    return await orAborted(workOf(connection, town, listing, deadline.signal), deadline.signal)
  } catch (error) {
    signal.throwIfAborted()
    if (deadline.signal.aborted) {
      return {problem: `git did not answer within ${cloneMs / 1000} s; gt polecat remove waits longer`}
    }
    // One clone that git cannot read must not hide the others.
    if (!(error instanceof GtError)) throw error
    return {problem: messageOf(error)}
  }
}

async function workOf(
  connection: Connection,
  town: Workspace,
  {rig, name, seen}: Listing,
  signal: AbortSignal,
): Promise<ListedPolecat['work']> {
  const path = polecatFolder(rig, name)
  const elsewhere = {tips: [...seen.tips, ...(await seenBy(connection, rig, path))], tags: seen.tags}
  const options = {elsewhere, mailFolder: polecatMailFolder(rig, name), effort: 'quick', signal} as const
  const {risks, isAtLeast} = await workAtRisk(connection, town, path, options)
  return {risks, isAtLeast}
}
