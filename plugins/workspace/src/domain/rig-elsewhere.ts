import {isAbsolute} from 'node:path'
import {UsageError} from '@gt-town/contract'
import type {RigConfig} from './documents.js'
import {isLocalPath} from './git-url.js'
import type {RigRequest} from './new-rig.js'

export interface RigElsewhere {
  readonly request: RigRequest
  /** what was left out, since it says something on this machine only; one line each */
  readonly left: readonly string[]
}

/**
 * A rig of this town, as a request for the same one in the town of another machine. Where it may be worked on is for this
 * town alone to say, and so is not carried over.
 * @throws UsageError `GT_GIT_URL_LOCAL`: a path here is none there
 */
export function rigElsewhere(name: string, config: RigConfig, machine: string): RigElsewhere {
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
  const isLeft = beadsPath !== undefined && isAbsolute(beadsPath)
  return {
    request: {name, gitUrl, branch, filter, ...(isLeft ? {} : {beadsPath})},
    left: isLeft ? [`its beads_path ${beadsPath} is a path here and was left out on ${machine}`] : [],
  }
}

/** @returns why a polecat there is odd, if the rig names its machines and this is none of them */
export function strangeMachine(name: string, config: RigConfig | undefined, machine: string): string | undefined {
  const machines = config?.federation?.machines
  if (machines === undefined || machines.includes(machine)) return undefined
  return `federation.machines of ${name} does not name ${machine}: work is given there only by hand`
}
