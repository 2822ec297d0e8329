import {dirname, relative} from 'node:path'
import {AbortedError, type Connection, type HubAndTarget, type Workspace} from '@gt-town/contract'
import type {RigConfig} from '../domain/documents.js'
import {beadsFolder, mayorClone, refineryClone, rigFolder, stagedRig} from '@gt-town/town-layout'
import {newRigConfig, parseRigRequest, type NewRig, type RigRequest} from '../domain/new-rig.js'
import type {ShownRig} from '../domain/shown-rig.js'
import {checkout, chooseBranch} from '../operations/checkout.js'
import {cloneRemote, type CloneOptions} from '../operations/clone-remote.js'
import {cloneSibling} from '../operations/clone-sibling.js'
import {ignoreRigs} from '../operations/ignore-rigs.js'
import {machineNames} from '../operations/machines.js'
import {readRegistry, registry, updateRegistry} from '../operations/registry.js'
import {writeRigFiles} from '../operations/rig-files.js'
import {checkRigSite} from '../operations/rig-site.js'
import {sweepStaging, withStaging} from '../operations/staging.js'

/**
 * Adds a rig: one clone over the network, a second one that shares its objects, the rig's files, the registry. All of it
 * is made apart and put in place at the end, so that a failure leaves nothing behind.
 * @param from a relative path as URL is taken from this folder
 * @throws UsageError for what `parseRigRequest` refuses; GtError `GT_RIG_EXISTS`, `GT_PATH_TAKEN`, `GT_GIT_FAILED`,
 *   `GT_REPOSITORY_EMPTY`, `GT_BRANCH_NOT_FOUND`; FileCorruptError
 */
export async function addRig(
  {machine, hub, target}: HubAndTarget,
  request: RigRequest,
  options: CloneOptions & {from: () => string},
): Promise<ShownRig> {
  const {connection, workspace: town} = target
  const rig = parseRigRequest(request, options.from, await machineNames(hub), machine)
  await checkRigSite(connection, town, await readRegistry(connection, town), rig.name)
  await sweepStaging(connection, town)
  return withStaging(connection, town, async (staging) => {
    const parts = stagedRig(staging)
    const staged = {name: rig.name, path: parts.rig, mayor: parts.mayorClone}
    const {branch, config} = await makeRig(connection, town, rig, staged, options)
    await putInPlace(connection, town, rig, staged, options.signal)
    const {name, gitUrl} = rig
    const path = rigFolder(town, name)
    return {
      rig: {name, path, registered: true, configured: true, gitUrl},
      config,
      polecats: [],
      clones: {refinery: {path: refineryClone({path}), branch}, mayor: {path: mayorClone(town, name), branch}},
    }
  })
}

interface StagedRig {
  name: string
  path: string
  mayor: string
}

async function makeRig(
  connection: Connection,
  town: Workspace,
  rig: NewRig,
  staged: StagedRig,
  options: CloneOptions,
): Promise<{branch: string; config: RigConfig}> {
  const refinery = refineryClone(staged)
  await connection.mkdirAll(dirname(refinery))
  await cloneRemote(connection, refinery, rig, options)
  const branch = await chooseBranch(connection, refinery, rig.branch, rig.gitUrl, options)
  await checkout(connection, refinery, {branch}, options)
  await cloneSibling(connection, staged.mayor, refinery, rig, options)
  await checkout(connection, staged.mayor, {branch}, options)
  const hasBeads = await connection.fileExists(beadsFolder(staged.mayor))
  const beadsPath =
    rig.beadsPath ?? (hasBeads ? relative(town.root, beadsFolder(mayorClone(town, rig.name))) : undefined)
  const config = newRigConfig(rig, beadsPath)
  await writeRigFiles(connection, staged, config, new Date())
  return {branch, config}
}

/** Under the registry's lock: looks again, moves both folders, registers; takes its own folders back if that fails. */
async function putInPlace(
  connection: Connection,
  town: Workspace,
  rig: NewRig,
  staged: StagedRig,
  signal: AbortSignal | undefined,
): Promise<void> {
  const moved: {from: string; to: string}[] = []
  const move = async (from: string, to: string): Promise<void> => {
    await connection.rename(from, to)
    moved.push({from, to})
  }
  try {
    await updateRegistry(
      connection,
      town,
      async (state) => {
        await checkRigSite(connection, town, state, rig.name)
        if (signal?.aborted) throw new AbortedError(`adding ${rig.name}`)
        await ignoreRigs(connection, town, [rig.name])
        await connection.mkdirAll(dirname(mayorClone(town, rig.name)))
        // The rig first: if gt is killed in between, `gt rig adopt` and the doctor can make the rest from it.
        await move(staged.path, rigFolder(town, rig.name))
        await move(staged.mayor, mayorClone(town, rig.name))
        return [registry.set(rig.name, {git_url: rig.gitUrl, added_at: new Date().toISOString()})]
      },
      signal,
    )
  } catch (error) {
    for (const {from, to} of moved.reverse()) await connection.rename(to, from)
    throw error
  }
}
