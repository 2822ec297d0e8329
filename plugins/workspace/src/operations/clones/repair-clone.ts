import {basename, dirname, join, relative} from 'node:path'
import {GtError, isGtError, type Connection, type Rig, type Workspace} from '@gt-town/contract'
import {
  cloneRepairs,
  mayorClone,
  polecatFolder,
  refineryClone,
  rigConfigFile,
  stagingFolder,
  stateFile,
} from '@gt-town/town-layout'
import {rigFolderMissing} from '../../domain/rigs/rig-folder-missing.js'
import {checkout, chooseBranch} from '../git/checkout.js'
import {cloneSettings} from '../rigs/rig-config.js'
import {withStaging} from '../files/staging.js'
import type {CloneOptions, CloneSource} from './clone-remote.js'
import {cloneRig} from './clone-rig.js'
import {ensureFolder, folderEntryAt} from '../files/ensure-folder.js'
import {gitUrlOnDisk} from '../rigs/rigs-on-disk.js'
import {inspectClone} from '@gt-town/git'
import {moveCorrupt} from '@gt-town/json-file'
import {workAtRiskError} from '../../domain/polecats/work-at-risk.js'
import {workInBrokenClone} from '../work/work-in-broken-clone.js'
import {moveBack, moveToTrash} from '../trash/move-to-trash.js'
import {polecats} from '../polecats/polecats.js'
import {withRepairLock} from '../files/repair-lock.js'

/** Another doctor may be cloning a large repository. */
const lockMs = 600_000

/**
 * Clones again what should be a clone of a rig and is not. What is in its place goes to the trash once the new clone is
 * made, so that a failure changes nothing.
 * @returns where the old one is, if there was one: the entry of the trash, or a path beside it
 */
export async function repairClone(
  connection: Connection,
  town: Workspace,
  rig: Rig,
  target: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const replace = async (): Promise<string | undefined> => replaceClone(connection, town, rig, target, signal)
  return withRepairLock(connection, town, cloneRepairs(town), replace, {timeoutMs: lockMs, signal})
}

async function replaceClone(
  connection: Connection,
  town: Workspace,
  rig: Rig,
  target: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  await refuseGone(connection, rig)
  await ensureFolder(connection, town, dirname(target))
  await ensureFolder(connection, town, stagingFolder(town))
  const found = await inspectClone(connection, target)
  if (found.state === 'valid') return undefined
  if ('nextStep' in found) {
    throw new GtError('GT_CLONE_UNREADABLE', found.reason, {hint: found.nextStep})
  }
  const gitUrl = rig.gitUrl ?? (await gitUrlOnDisk(connection, town, rig.name))
  if (gitUrl === undefined) {
    throw new GtError('GT_GIT_URL_UNKNOWN', `nothing says where ${rig.name} comes from`, {
      hint: `write its git_url into ${relative(town.root, rigConfigFile(rig))}`,
    })
  }
  if (found.state !== 'missing') await refuseWork(connection, town, rig, target, signal)
  const lenders = (await polecats(connection, rig)).map((name) => polecatFolder(rig, name))
  return restoreClone(connection, town, {...rig, gitUrl}, target, {lenders, signal})
}

/** The trash would keep it, but whose it is would wonder where it went. */
async function refuseWork(
  connection: Connection,
  town: Workspace,
  rig: Rig,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const risks = await workInBrokenClone(connection, town, rig, target, signal)
  if (risks.length === 0) return
  const hint = `save that, move ${target} away, then run gt doctor --fix again`
  throw workAtRiskError([{what: relative(town.root, target), risks}], hint)
}

/** Makes room for the new clone. @returns where the old one is now, and what puts it back */
async function moveAway(
  connection: Connection,
  town: Workspace,
  rig: Rig,
  target: string,
): Promise<{where: string; putBack: () => Promise<void>} | undefined> {
  const entry = await folderEntryAt(connection, target)
  if (!entry) return undefined
  if (entry.type !== 'directory') {
    // A link or a file is no clone, so that the trash would not know what it is.
    const aside = await moveCorrupt(connection, target)
    return {where: relative(town.root, aside), putBack: async () => connection.rename(aside, target)}
  }
  const owner = target === refineryClone(rig) ? 'refinery' : 'mayor'
  const parts = [{part: owner, from: target}] as const
  const facts = {command: 'gt doctor --fix', only_here: null}
  const id = await moveToTrash(connection, town, {kind: 'clone', rig: rig.name, owner}, parts, facts)
  return {where: `in the trash: gt trash show ${id}`, putBack: async () => moveBack(connection, town, id, parts)}
}

/**
 * Makes a clone of a rig where one is missing: whole or not at all, and what is there goes to the trash. It shares the
 * objects of a valid clone of the same rig; without one it comes over the network.
 * @param target where it belongs; the folder above it is made
 * @param lenders other clones of this rig that may lend their objects, besides the refinery's and the mayor's
 * @throws GtError `GT_EXISTS`, `GT_GIT_FAILED`, `GT_REPOSITORY_EMPTY`, `GT_BRANCH_NOT_FOUND`
 */
async function restoreClone(
  connection: Connection,
  town: Workspace,
  rig: Rig & {gitUrl: string},
  target: string,
  options: CloneOptions & {lenders?: readonly string[]} = {},
): Promise<string | undefined> {
  const source = {gitUrl: rig.gitUrl, ...(await cloneSettings(connection, rig))}
  const all = [refineryClone(rig), mayorClone(town, rig.name), ...(options.lenders ?? [])]
  const lenders = all.filter((folder) => folder !== target)
  return withStaging(connection, town, async (staging) => {
    const made = join(staging, basename(target))
    await cloneAndCheckOut(connection, made, lenders, source, options)
    // Cloning takes a while: removing the rig takes the same lock, and what was put in place afterwards would be nobody's.
    return connection.withLock(
      stateFile(town),
      async () => {
        await refuseGone(connection, rig)
        await connection.mkdirAll(dirname(target))
        const old = await moveAway(connection, town, rig, target)
        try {
          await connection.rename(made, target)
        } catch (error) {
          await old?.putBack()
          throw error
        }
        return old?.where
      },
      {timeoutMs: lockMs, signal: options.signal},
    )
  })
}

async function refuseGone(connection: Connection, rig: Rig): Promise<void> {
  const [folder] = await connection.inspect([{op: 'stat', path: rig.path}])
  if (folder.ok || folder.error.code !== 'GT_NOT_FOUND') return
  throw rigFolderMissing(rig.path)
}

async function cloneAndCheckOut(
  connection: Connection,
  made: string,
  lenders: readonly string[],
  source: CloneSource,
  options: CloneOptions,
): Promise<void> {
  const from = await cloneRig(connection, made, lenders, source, options)
  try {
    const branch = await chooseBranch(connection, made, source.branch, source.gitUrl, options)
    await checkout(connection, made, {branch}, options)
  } catch (error) {
    // Broken objects or branches of a lender may show only now: the origin has whole ones.
    if (from === undefined || !saysBroken(error)) throw error
    await connection.remove(made, {recursive: true})
    await cloneAndCheckOut(connection, made, [], source, options)
  }
}

function saysBroken(error: unknown): boolean {
  return (['GT_GIT_FAILED', 'GT_BRANCH_NOT_FOUND', 'GT_REPOSITORY_EMPTY'] as const).some((code) =>
    isGtError(error, code),
  )
}
