import {basename, dirname, join} from 'node:path'
import {isGtError, type Connection, type Rig, type Workspace} from '@gt-town/contract'
import {readJson} from '@gt-town/json-file'
import {isRigConfig} from '../domain/documents.js'
import {mayorClone, refineryClone, rigConfigFile} from '@gt-town/town-layout'
import {checkout, chooseBranch} from './checkout.js'
import {cloneRemote, type CloneOptions, type CloneSource} from './clone-remote.js'
import {cloneSibling, lendingProblem} from './clone-sibling.js'
import {withStaging} from './staging.js'

/** A clone as it was made. */
export interface MadeClone {
  /** the branch that is checked out */
  branch: string
  /** the clone whose objects it shares; absent when everything came over the network */
  from?: string
}

/**
 * Makes a clone of a rig where one is missing: whole or not at all, and never over anything that is there. It shares the
 * objects of a valid clone of the same rig; without one it comes over the network.
 * @param target where it belongs; the folder above it is made
 * @param lenders other clones of this rig that may lend their objects, besides the refinery's and the mayor's
 * @throws GtError `GT_EXISTS`, `GT_GIT_FAILED`, `GT_REPOSITORY_EMPTY`, `GT_BRANCH_NOT_FOUND`
 */
export async function restoreClone(
  connection: Connection,
  town: Workspace,
  rig: Rig & {gitUrl: string},
  target: string,
  options: CloneOptions & {lenders?: readonly string[]} = {},
): Promise<MadeClone> {
  const source = {gitUrl: rig.gitUrl, ...(await wishesOf(connection, rig))}
  const all = [refineryClone(rig), mayorClone(town, rig.name), ...(options.lenders ?? [])]
  const lenders = all.filter((folder) => folder !== target)
  return withStaging(connection, town, async (staging) => {
    const made = join(staging, basename(target))
    const clone = await cloneAndCheckOut(connection, made, lenders, source, options)
    await connection.mkdirAll(dirname(target))
    await connection.rename(made, target)
    return clone
  })
}

async function cloneAndCheckOut(
  connection: Connection,
  made: string,
  lenders: readonly string[],
  source: CloneSource,
  options: CloneOptions,
): Promise<MadeClone> {
  const from = await cloneSomehow(connection, made, lenders, source, options)
  try {
    const branch = await chooseBranch(connection, made, source.branch, source.gitUrl, options)
    await checkout(connection, made, {branch}, options)
    return {branch, ...(from === undefined ? {} : {from})}
  } catch (error) {
    // Broken objects or branches of a lender may show only now: the origin has whole ones.
    if (from === undefined || !saysBroken(error)) throw error
    await connection.remove(made, {recursive: true})
    return cloneAndCheckOut(connection, made, [], source, options)
  }
}

function saysBroken(error: unknown): boolean {
  return (['GT_GIT_FAILED', 'GT_BRANCH_NOT_FOUND', 'GT_REPOSITORY_EMPTY'] as const).some((code) =>
    isGtError(error, code),
  )
}

/**
 * Clones without checking anything out: from the first clone here that can lend its objects, else over the network.
 * @returns the lender, if any
 */
export async function cloneSomehow(
  connection: Connection,
  target: string,
  lenders: readonly string[],
  source: CloneSource,
  options: CloneOptions,
): Promise<string | undefined> {
  for (const lender of lenders) {
    if ((await lendingProblem(connection, lender, source, options)) !== undefined) continue
    try {
      await cloneSibling(connection, target, lender, source, options)
      return lender
    } catch (error) {
      // A lender with broken objects must not stop us: the next one, or the network, has them.
      if (!isGtError(error, 'GT_GIT_FAILED')) throw error
      if (await connection.fileExists(target)) await connection.remove(target, {recursive: true})
    }
  }
  await cloneRemote(connection, target, source, options)
  return undefined
}

/** What the rig was added with; a rig without a sound configuration has no wishes. */
export async function wishesOf(
  connection: Connection,
  rig: Pick<Rig, 'path'>,
): Promise<{branch?: string; filter?: string}> {
  try {
    const {branch, filter} = await readJson(connection, rigConfigFile(rig), isRigConfig)
    return {...(branch === undefined ? {} : {branch}), ...(filter === undefined ? {} : {filter})}
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND') || isGtError(error, 'GT_FILE_CORRUPT')) return {}
    throw error
  }
}
