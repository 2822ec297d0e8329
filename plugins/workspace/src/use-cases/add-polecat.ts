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
import {parseBranchName} from '../domain/git/branch-name.js'
import {mayorClone, polecatFolder, refineryClone, rigConfigFile, rigConfigFolder} from '@gt-town/town-layout'
import {checkout, chooseBranch, remoteBranches, type Checkout} from '../operations/git/checkout.js'
import {cloneRig} from '../operations/clones/clone-rig.js'
import {cloneSettings} from '../operations/rigs/rig-config.js'
import type {CloneOptions} from '../operations/clones/clone-remote.js'
import {findRig} from '../operations/rigs/rigs.js'
import {git} from '../operations/git/git.js'
import {polecats} from '../operations/polecats/polecats.js'
import {linkMail} from '../operations/polecats/mail-link.js'
import {sameNamedEntry} from '../operations/rigs/rig-name.js'
import {deleteStaleStaging, withStaging} from '../operations/files/staging.js'
import {addMissingRig, type MissingRig} from './add-missing-rig.js'

export interface AddedPolecat {
  readonly path: string
  readonly branch: string
  /** the branch the new one starts at; absent when the branch is the origin's */
  readonly startsAt?: string
}

/**
 * Makes a worker clone: it shares the objects of another clone of the rig, so that it needs no network, and has its
 * mail folder linked in. Made apart and put in place at the end. On another machine that has not got the rig, that is added first.
 * @param options.branch one of the origin's, or else a new one; default: the rig's
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
  return {...(await makePolecat(where.target, address, options)), ...missing}
}

type PolecatOptions = CloneOptions & {branch?: string | undefined}

async function makePolecat(
  {connection, workspace: town}: Place,
  address: PolecatAddress,
  {branch, signal, report}: PolecatOptions,
): Promise<AddedPolecat> {
  const rig = await findRig(connection, town, address.rig)
  await refuseUnfit(connection, rig, address)
  await deleteStaleStaging(connection, town)
  return withStaging(connection, town, async (staging) => {
    const made = join(staging, address.polecat)
    const out = await makeClone(connection, town, rig, made, {branch, signal, report})
    await linkMail(connection, rig, address.polecat, made)
    const path = polecatFolder(rig, address.polecat)
    await connection.withLock(
      rigConfigFile(rig),
      async () => {
        // Cloning takes a while: the rig may have been removed meanwhile.
        await refuseUnfit(connection, await findRig(connection, town, address.rig), address)
        await connection.rename(made, path)
      },
      {timeoutMs: 120_000, signal},
    )
    return {path, branch: out.branch, ...(out.startsAt === undefined ? {} : {startsAt: out.startsAt})}
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
  options: CloneOptions & {branch: string | undefined},
): Promise<Checkout> {
  if (rig.gitUrl === undefined) {
    throw new GtError('GT_RIG_BROKEN', `the git_url of ${rig.name} is not known`, {
      hint: `gt doctor ${rig.name} tells what is wrong with this rig`,
    })
  }
  const settings = await cloneSettings(connection, rig)
  const source = {gitUrl: rig.gitUrl, ...settings}
  const others = (await polecats(connection, rig)).map((name) => polecatFolder(rig, name))
  const lender = await cloneRig(
    connection,
    target,
    [refineryClone(rig), mayorClone(town, rig.name), ...others],
    source,
    options,
  )
  const choice = await choose(
    connection,
    target,
    {...source, wanted: options.branch, isFresh: lender === undefined},
    options,
  )
  await checkout(connection, target, choice, options)
  return choice
}

/** The origin is asked once for a branch that the clones here do not know; what it does not know either is new. */
async function choose(
  connection: Connection,
  folder: string,
  {wanted, gitUrl, branch, isFresh}: {wanted: string | undefined; gitUrl: string; branch?: string; isFresh: boolean},
  options: CloneOptions,
): Promise<Checkout> {
  if (wanted === undefined) return {branch: await chooseBranch(connection, folder, branch, gitUrl, options)}
  const known = await remoteBranches(connection, folder, options.signal)
  if (known.includes(wanted)) return {branch: wanted}
  if (!isFresh) {
    await git(connection, ['fetch', '--progress', '--no-recurse-submodules', 'origin'], {
      cwd: folder,
      writes: [folder],
      network: true,
      ...options,
    })
    if ((await remoteBranches(connection, folder, options.signal)).includes(wanted)) return {branch: wanted}
  }
  return {branch: wanted, startsAt: await chooseBranch(connection, folder, branch, gitUrl, options)}
}
