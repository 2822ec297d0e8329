import {basename, dirname} from 'node:path'
import {
  isGtError,
  parseName,
  UsageError,
  type Connection,
  type GtError,
  type HubAndTarget,
  type Workspace,
} from '@gt-town/contract'
import {inspectClone, isGitUrl} from '@gt-town/git'
import {mayorClone, refineryClone, removedRigConfigFile, rigConfigFile, rigFolder} from '@gt-town/town-layout'
import {ignoreRigs} from '../operations/town/gitignore.js'
import {readRegistry, register} from '../operations/rigs/registry.js'
import {readRigConfig} from '../operations/rigs/rig-config.js'

export interface AdoptedRig {
  readonly name: string
  readonly path: string
  readonly gitUrl: string
  /** false when it was in the registry before */
  readonly isNew: boolean
  /** clones that `gt doctor --fix` can make again */
  readonly missing: readonly string[]
}

/**
 * Registers a rig whose folder is in the town already.
 * @param folder absolute; directly in the town, with a rig's configuration in it
 * @throws UsageError `GT_NOT_IN_TOWN`, `GT_NOT_A_RIG`, `GT_NAME_INVALID`; GtError `GT_RIG_EXISTS`; FileCorruptError
 */
export async function adoptRig({target}: HubAndTarget, folder: string): Promise<AdoptedRig> {
  const {connection, workspace: town} = target
  const path = await connection.realpath(folder)
  if (dirname(path) !== town.root) throw notInTown(path, town)
  const name = parseName('rig', basename(path))
  await readRegistry(connection, town)
  await bringBackConfig(connection, {path})
  const config = await readRigConfig(connection, {path})
  if (!config) throw await notARig(connection, path, name)
  if (!isGitUrl(config.git_url)) {
    throw new UsageError('GT_GIT_URL_INVALID', `the git_url in ${rigConfigFile({path})} is not a git URL`, {
      hint: 'correct it by hand, then run this again',
    })
  }
  await ignoreRigs(connection, town, [name])
  const isNew = await register(connection, town, name, {
    git_url: config.git_url,
    added_at: new Date().toISOString(),
  })
  const clones = [refineryClone({path}), mayorClone(town, name)]
  const states = await Promise.all(clones.map(async (clone) => inspectClone(connection, clone)))
  const missing = clones.filter((_clone, index) => states[index]?.state !== 'valid')
  return {name, path: rigFolder(town, name), gitUrl: config.git_url, isNew, missing}
}

/** `gt rig remove` put it aside so that the folder is no rig any more. */
async function bringBackConfig(connection: Connection, rig: {path: string}): Promise<void> {
  if (await connection.fileExists(rigConfigFile(rig))) return
  try {
    await connection.rename(removedRigConfigFile(rig), rigConfigFile(rig))
  } catch (error) {
    if (!isGtError(error, 'GT_NOT_FOUND') && !isGtError(error, 'GT_NOT_A_DIRECTORY')) throw error
  }
}

function notInTown(path: string, town: Workspace): UsageError {
  return new UsageError('GT_NOT_IN_TOWN', `${path} is not a folder directly in the town ${town.root}`, {
    hint: `add a repository outside of the town with gt rig add NAME ${path}`,
  })
}

async function notARig(connection: Connection, path: string, name: string): Promise<GtError> {
  const message = `${path} has no .gastown/config.json that makes it a rig`
  const isClone = (await inspectClone(connection, path)).state === 'valid'
  const hint = isClone
    ? `it is a git clone: move it out of the town, then gt rig add ${name} NEW_PATH`
    : 'add a rig with gt rig add NAME GIT_URL'
  return new UsageError('GT_NOT_A_RIG', message, {hint})
}
