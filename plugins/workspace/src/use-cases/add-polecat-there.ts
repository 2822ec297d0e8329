import {isGtError, type Place, type PolecatAddress} from '@gt-town/contract'
import {parseBranchName} from '../domain/branch-name.js'
import {rigFolder} from '@gt-town/town-layout'
import {rigElsewhere, strangeMachine} from '../domain/rig-elsewhere.js'
import type {ShownRig} from '../domain/shown-rig.js'
import type {CloneOptions} from '../operations/clone-remote.js'
import {findRig} from '../operations/find-rig.js'
import {readRigConfig} from '../operations/rig-facts.js'
import {rigs} from '../operations/rigs.js'
import {addPolecat, type AddedPolecat} from './add-polecat.js'
import {addRig} from './add-rig.js'

export interface PolecatThere extends AddedPolecat {
  /** the rig, where it had to be added there first */
  readonly rig?: ShownRig
  /** one line each */
  readonly warnings: readonly string[]
}

/**
 * Makes a worker clone in the town of another machine. Where that has not got the rig, it is added there first, as the hub
 * has it.
 * @throws UsageError `GT_RIG_NOT_FOUND` where the hub has no such rig either, `GT_GIT_URL_LOCAL`; what adding either throws
 */
export async function addPolecatThere(
  there: Place,
  hub: Place,
  address: PolecatAddress,
  options: CloneOptions & {branch?: string | undefined},
): Promise<PolecatThere> {
  if (options.branch !== undefined) parseBranchName(options.branch)
  const added = (await has(there, address.rig)) ? undefined : await bringRig(there, hub, address, options)
  const strange = strangeMachine(address.rig, await configOf(hub, address.rig), address.machine)
  const polecat = await addPolecat(there.connection, there.workspace, address, options)
  const warnings = [...(added?.left ?? []), ...(strange === undefined ? [] : [strange])]
  return {...polecat, ...(added?.rig && {rig: added.rig}), warnings}
}

async function bringRig(
  there: Place,
  hub: Place,
  {rig: name, machine}: PolecatAddress,
  options: CloneOptions,
): Promise<{rig?: ShownRig; left: readonly string[]}> {
  const rig = await findRig(hub.connection, hub.workspace, name)
  const config = (await readRigConfig(hub.connection, rig)) ?? {type: 'rig', git_url: rig.gitUrl ?? ''}
  const {request, left} = rigElsewhere(name, config, machine)
  options.report?.(`${machine} has no rig ${name}: adding it from ${request.gitUrl}`)
  // What came from a file of the hub's is checked like what anybody types; a relative path is none of a rig's.
  const from = (): string => '/'
  try {
    return {rig: await addRig(there.connection, there.workspace, request, {...options, from}), left}
  } catch (error) {
    // Somebody else added it meanwhile.
    if (isGtError(error, 'GT_RIG_EXISTS') && (await has(there, name))) return {left: []}
    throw error
  }
}

async function has({connection, workspace}: Place, name: string): Promise<boolean> {
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
