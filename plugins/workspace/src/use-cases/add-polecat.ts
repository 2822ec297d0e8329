import {join} from 'node:path'
import {
  GtError,
  parseName,
  printAddress,
  type Connection,
  type HubAndTarget,
  type Place,
  type PolecatAddress,
  type Rig,
  type Workspace,
} from '@gt-town/contract'
import {parseBranchName} from '@gt-town/git'
import {mayorClone, polecatFolder, refineryClone, rigConfigFile, rigConfigFolder} from '@gt-town/town-layout'
import {checkout, chooseBranch, hasRemoteBranch, type Checkout} from '../operations/git/checkout.js'
import {cloneRig} from '../operations/clones/clone-rig.js'
import {lendLfs} from '../operations/clones/lend-lfs.js'
import {refreshClone, type Freshness} from '../operations/clones/refresh-clone.js'
import {trashedAs} from '../operations/trash/entries.js'
import {cloneSettings, readRigConfig} from '../operations/rigs/rig-config.js'
import type {CloneOptions} from '../operations/clones/clone-remote.js'
import {findRig} from '../operations/rigs/rigs.js'
import {polecats} from '../operations/polecats/polecats.js'
import {notePolecats} from '../operations/polecats/seen-polecats.js'
import {linkMail} from '../operations/polecats/mail-link.js'
import {sameNamedEntry} from '../operations/rigs/rig-name.js'
import {deleteStaleStaging, withStaging} from '../operations/files/staging.js'
import {addMissingRig, type MissingRig} from './add-missing-rig.js'

export interface AddedPolecat {
  readonly path: string
  readonly branch: string
  /** the branch the new one starts at; absent when the branch is the origin's */
  readonly startsAt?: string
  /** what the user should know, one line each */
  readonly warnings: readonly string[]
}

/**
 * Makes a worker clone: it shares the objects of another clone of the rig, starts from the origin as it is now, and has its
 * mail folder linked in. Made apart and put in place at the end. On another machine that has not got the rig, that is added first.
 * @param options.branch one of the origin's, or else a new one; default: the rig's
 * @param options.fetch ask the origin; one that cannot be reached is a warning
 * @throws UsageError `GT_RIG_NOT_FOUND`, `GT_BRANCH_INVALID`; GtError `GT_POLECAT_EXISTS`, `GT_GIT_FAILED`; what adding the rig throws
 */
export async function addPolecat(
  where: HubAndTarget,
  address: PolecatAddress,
  options: PolecatOptions = {},
): Promise<AddedPolecat & MissingRig> {
  parseName('polecat', address.polecat)
  if (options.branch !== undefined) parseBranchName(options.branch)
  const missing = await addMissingRig(where, address.rig, options)
  const made = await makePolecat(where.target, address, {...options, machine: where.machine})
  return {...made, ...missing, warnings: [...missing.warnings, ...made.warnings]}
}

type PolecatOptions = CloneOptions & {
  branch?: string | undefined
  fetch?: boolean | undefined
  /** what the machine is called where it is told */
  machine?: string
}

async function makePolecat(
  {connection, workspace: town}: Place,
  address: PolecatAddress,
  {branch, fetch, signal, report, machine = 'local'}: PolecatOptions,
): Promise<AddedPolecat> {
  const rig = await findRig(connection, town, address.rig)
  await refuseUnfit(connection, rig, address)
  await deleteStaleStaging(connection, town)
  return withStaging(connection, town, async (staging) => {
    const made = join(staging, address.polecat)
    const {choice, warnings} = await makeClone(connection, town, rig, made, {branch, fetch, signal, report})
    await linkMail(connection, rig, address.polecat, made)
    const path = polecatFolder(rig, address.polecat)
    const note = await connection.withLock(
      rigConfigFile(rig),
      async () => {
        // Cloning takes a while: the rig may have been removed meanwhile.
        await refuseUnfit(connection, await findRig(connection, town, address.rig), address)
        await connection.rename(made, path)
        return notePolecats(connection, town, rig)
      },
      {timeoutMs: 120_000, signal},
    )
    const trashed = await trashedAs(connection, town, `${rig.name}/${address.polecat}`)
    const on = machine === 'local' ? '' : ` --machine ${machine}`
    const other = `another ${rig.name}/${address.polecat} lies in the trash: gt trash show ${trashed ?? ''}${on}`
    return {
      path,
      branch: choice.branch,
      ...(choice.startsAt === undefined ? {} : {startsAt: choice.startsAt}),
      warnings: [...warnings, ...(note === undefined ? [] : [note]), ...(trashed === undefined ? [] : [other])],
    }
  })
}

/** The rig's folders are real ones, since a link could lead out of the town, and the name is free. */
async function refuseUnfit(connection: Connection, rig: Rig, address: PolecatAddress): Promise<void> {
  for (const folder of [rig.path, rigConfigFolder(rig)]) {
    const [stat] = await connection.inspect([{op: 'stat', path: folder, follow: false}])
    if (stat.ok && stat.value.type === 'directory') continue
    throw new GtError('GT_RIG_BROKEN', `${folder} is missing or not a folder`, {
      hint: `gt doctor ${rig.name} tells what is wrong with this rig`,
    })
  }
  const taken = await sameNamedEntry(connection, rig.path, address.polecat)
  if (taken === undefined) return
  throw new GtError('GT_POLECAT_EXISTS', `${polecatFolder(rig, taken)} is there already`, {
    hint: `choose another name, or remove it first: gt polecat remove ${printAddress({...address, polecat: taken})}`,
    exit: 1,
  })
}

async function makeClone(
  connection: Connection,
  town: Workspace,
  rig: Rig,
  target: string,
  options: PolecatOptions,
): Promise<{choice: Checkout; warnings: string[]}> {
  if (rig.gitUrl === undefined) {
    throw new GtError('GT_RIG_BROKEN', `the git_url of ${rig.name} is not known`, {
      hint: `gt doctor ${rig.name} tells what is wrong with this rig`,
    })
  }
  const {signal} = options
  // One that is broken does not say on which branch the rig works.
  await readRigConfig(connection, rig)
  const settings = await cloneSettings(connection, rig)
  const source = {gitUrl: rig.gitUrl, ...settings}
  const others = (await polecats(connection, rig)).map((name) => polecatFolder(rig, name))
  const lenders = [refineryClone(rig), mayorClone(town, rig.name), ...others]
  const lender = await cloneRig(connection, target, lenders, source, options)
  const warnings: string[] = []
  if (lender !== undefined) {
    await lendLfs(connection, lender, target, signal)
    const fresh = await refreshClone(connection, target, lender, {...options, ask: options.fetch !== false})
    warnings.push(...freshnessWarnings(fresh, settings.branch))
  }
  const choice = await choose(connection, target, {...source, wanted: options.branch}, options)
  await checkout(connection, target, choice, options)
  return {choice, warnings}
}

function freshnessWarnings(fresh: Freshness, branch: string | undefined): string[] {
  if (fresh.state === 'fetched') {
    if (fresh.renamed === undefined || branch !== undefined) return []
    return [`the origin's default branch is ${fresh.renamed} now`]
  }
  const seen = fresh.seenAt === undefined ? 'some time ago' : fresh.seenAt
  const why =
    fresh.problem === undefined ? 'the origin was not asked' : `the origin could not be asked (${fresh.problem})`
  return [`${why}: it starts from what was last seen of it, at ${seen}`]
}

/** A branch that the origin does not have is new. */
async function choose(
  connection: Connection,
  folder: string,
  {wanted, gitUrl, branch}: {wanted: string | undefined; gitUrl: string; branch?: string},
  options: CloneOptions,
): Promise<Checkout> {
  if (wanted === undefined) return {branch: await chooseBranch(connection, folder, branch, gitUrl, options)}
  if (await hasRemoteBranch(connection, folder, wanted, options.signal)) return {branch: wanted}
  return {branch: wanted, startsAt: await chooseBranch(connection, folder, branch, gitUrl, options)}
}
