import {dirname, relative} from 'node:path'
import {AbortedError, type Connection, type HubAndTarget, type Workspace} from '@gt-town/contract'
import type {RigConfig} from '../domain/documents.js'
import {
  beadsFolder,
  lockFile,
  mayorClone,
  refineryClone,
  refineryReadme,
  refineryStateFile,
  rigConfigFile,
  rigFolder,
  stagedRig,
} from '@gt-town/town-layout'
import {printJson} from '@gt-town/json-file'
import {newRefineryState, refineryReadmeText} from '../domain/rigs/refinery.js'
import {newRigConfig, parseRigRequest, type NewRig, type RigRequest} from '../domain/rigs/new-rig.js'
import type {ShownRig} from '../domain/rigs/shown-rig.js'
import {checkout, chooseBranch} from '../operations/git/checkout.js'
import {cloneRemote, type CloneOptions} from '../operations/clones/clone-remote.js'
import {cloneSibling} from '../operations/clones/clone-sibling.js'
import {ignoreRigs} from '../operations/town/gitignore.js'
import {noteHub} from '../operations/town/hub.js'
import {machineNames} from '../operations/town/machine-names.js'
import {readRegistry, registry, updateRegistry} from '../operations/rigs/registry.js'
import {refuseTakenRigName} from '../operations/rigs/rig-name.js'
import {moveToTrash} from '../operations/trash/move-to-trash.js'
import {deleteStaleStaging, withStaging} from '../operations/files/staging.js'

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
  await refuseTakenRigName(connection, town, await readRegistry(connection, town), rig.name, rig.gitUrl)
  await deleteStaleStaging(connection, town)
  // The names of machines in the rig's configuration are the hub's.
  if (machine !== 'local') await noteHub({machine, hub, target})
  return withStaging(connection, town, async (staging) => {
    const parts = stagedRig(staging)
    const staged = {name: rig.name, path: parts.rig, mayor: parts.mayorClone}
    const {branch, config} = await makeRig(connection, town, rig, staged, options)
    await putInPlace(connection, town, rig, staged, options.signal)
    const {name, gitUrl} = rig
    const path = rigFolder(town, name)
    return {
      rig: {name, path, registered: true, configured: true, gitUrl},
      state: 'ok',
      config,
      polecats: [],
      clones: {refinery: {path: refineryClone({path}), branch}, mayor: {path: mayorClone(town, name), branch}},
    }
  })
}

/** The mayor's clone of an earlier rig, which nothing else leads to. */
async function trashLeftover(connection: Connection, town: Workspace, name: string): Promise<void> {
  const from = mayorClone(town, name)
  const [found] = await connection.inspect([{op: 'stat', path: from, follow: false}])
  if (!found.ok) return
  const facts = {command: `gt rig add ${name}`, only_here: null}
  await moveToTrash(connection, town, {kind: 'rig', rig: name}, [{part: 'mayor', from}], facts)
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

/** Writes what a new rig has besides its clones. */
async function writeRigFiles(
  connection: Connection,
  rig: {name: string; path: string},
  config: RigConfig,
  now: Date,
): Promise<void> {
  const files = [
    {path: refineryReadme(rig), text: refineryReadmeText(rig.name)},
    {path: refineryStateFile(rig), text: printJson(newRefineryState(now))},
    {path: lockFile(refineryStateFile(rig)), text: ''},
    {path: rigConfigFile(rig), text: printJson(config)},
  ]
  for (const {path, text} of files) {
    await connection.mkdirAll(dirname(path))
    await connection.writeFile(path, text, {exclusive: true})
  }
}

/** Under the registry's lock: looks again, moves both folders, registers; reverts what it moved if that fails. */
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
        await refuseTakenRigName(connection, town, state, rig.name, rig.gitUrl)
        await trashLeftover(connection, town, rig.name)
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
