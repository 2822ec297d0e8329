import {isGtError, type HubAndTarget, type Place} from '@gt-town/contract'
import {rigFolder} from '@gt-town/town-layout'
import {machineWarning, remoteRigRequest} from '../domain/rigs/remote-rig.js'
import type {ShownRig} from '../domain/rigs/shown-rig.js'
import type {CloneOptions} from '../operations/clones/clone-remote.js'
import {findRig, rigs} from '../operations/rigs/rigs.js'
import {readRigConfig} from '../operations/rigs/rig-config.js'
import {addRig} from './add-rig.js'

export interface MissingRig {
  /** the rig, where it had to be added */
  readonly rig?: ShownRig
  /** one line each */
  readonly warnings: readonly string[]
}

/**
 * Adds a rig, as the hub has it, to the town of another machine that has not got it.
 * @throws UsageError `GT_RIG_NOT_FOUND` where the hub has no such rig either, `GT_GIT_URL_LOCAL`; what adding it throws
 */
export async function addMissingRig(where: HubAndTarget, name: string, options: CloneOptions): Promise<MissingRig> {
  const {machine, hub, target} = where
  if (machine === 'local') return {warnings: []}
  const {rig, warnings} = (await hasRig(target, name)) ? {warnings: []} : await addFromHub(where, name, options)
  const warning = machineWarning(name, await configOf(hub, name), machine)
  return {...(rig && {rig}), warnings: [...warnings, ...(warning === undefined ? [] : [warning])]}
}

async function addFromHub(where: HubAndTarget, name: string, options: CloneOptions): Promise<MissingRig> {
  const {machine, hub, target} = where
  const rig = await findRig(hub.connection, hub.workspace, name)
  const config = (await readRigConfig(hub.connection, rig)) ?? {type: 'rig', git_url: rig.gitUrl ?? ''}
  const {request, omitted} = remoteRigRequest(name, config, machine)
  options.report?.(`${machine} has no rig ${name}: adding it from ${request.gitUrl}`)
  // What came from a file of the hub's is checked like what anybody types; a relative path is none of a rig's.
  const from = (): string => '/'
  try {
    return {rig: await addRig(where, request, {...options, from}), warnings: omitted}
  } catch (error) {
    // Somebody else added it meanwhile, or is just about to register what is in place by now.
    const isTaken = isGtError(error, 'GT_RIG_EXISTS') || isGtError(error, 'GT_PATH_TAKEN')
    if (isTaken && (await hasRig(target, name))) return {warnings: []}
    throw error
  }
}

async function hasRig({connection, workspace}: Place, name: string): Promise<boolean> {
  return (await rigs(connection, workspace, {strict: true})).some((rig) => rig.name === name)
}

/** Undefined where the hub has none, or a broken one, which is for the doctor to say. */
async function configOf({connection, workspace}: Place, name: string): ReturnType<typeof readRigConfig> {
  try {
    return await readRigConfig(connection, {path: rigFolder(workspace, name)})
  } catch (error) {
    if (isGtError(error, 'GT_FILE_CORRUPT') || isGtError(error, 'GT_NOT_A_DIRECTORY')) return undefined
    throw error
  }
}
