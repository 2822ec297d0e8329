import {isAbsolute} from 'node:path'
import {UsageError} from '@gt-town/contract'
import type {RigConfig} from '../documents.js'
import {isLocalPath} from '@gt-town/git'
import type {RigRequest} from './new-rig.js'

export interface RemoteRigRequest {
  readonly request: RigRequest
  /** what was left out, since it means something on this machine only; one line each */
  readonly omitted: readonly string[]
}

/**
 * A rig of this town, as a request for the same one in the town of another machine. Where it may be worked on is for this
 * town alone to say, and so is not carried over: a rig there names its own machine.
 * @throws UsageError `GT_GIT_URL_LOCAL`: a path here is none there
 */
export function remoteRigRequest(name: string, config: RigConfig, machine: string): RemoteRigRequest {
  const {git_url: gitUrl, branch, filter, beads_path: beadsPath} = config
  if (isLocalPath(gitUrl)) {
    throw new UsageError(
      'GT_GIT_URL_LOCAL',
      `${machine}: it has no rig ${name}, whose git_url ${gitUrl} is a path here`,
      {
        hint: `say where it is for ${machine}: gt rig add ${name} GIT_URL --machine ${machine}`,
      },
    )
  }
  const isOmitted = beadsPath !== undefined && isAbsolute(beadsPath)
  return {
    request: {name, gitUrl, branch, filter, ...(isOmitted ? {} : {beadsPath})},
    omitted: isOmitted ? [`its beads_path ${beadsPath} is a path here and was left out on ${machine}`] : [],
  }
}

/** @returns what to know of a polecat there, if the rig names its machines and this is none of them */
export function machineWarning(name: string, config: RigConfig | undefined, machine: string): string | undefined {
  const machines = config?.federation?.machines
  if (machines === undefined || machines.includes(machine)) return undefined
  return `federation.machines of ${name} does not name ${machine}: gt assigns no work to it by itself`
}
