import {didYouMean} from '@gt-town/text'
import {parseName, UsageError} from '@gt-town/contract'
import {parseBranchName, parseGitUrl} from '@gt-town/git'
import type {RigConfig} from '../documents.js'

/** A rig as someone asks for it. */
export interface RigRequest {
  name: string
  gitUrl: string
  branch?: string | undefined
  filter?: string | undefined
  beadsPath?: string | undefined
  machines?: readonly string[] | undefined
  preferredMachine?: string | undefined
}

/** The same, checked. */
export interface NewRig {
  readonly name: string
  readonly gitUrl: string
  readonly branch: string | undefined
  readonly filter: string | undefined
  readonly beadsPath: string | undefined
  readonly machines: readonly string[]
  readonly preferredMachine: string
}

/**
 * Checks a request for a rig before anything is done.
 * @param from a relative path as URL is taken from this folder
 * @param known names of the machines in the hub's registry; `local` is always known
 * @param machine what the hub calls the machine that the rig is added on
 * @throws UsageError `GT_NAME_INVALID`, `GT_GIT_URL_INVALID`, `GT_BRANCH_INVALID`, `GT_FILTER_INVALID`,
 *   `GT_PATH_INVALID`, `GT_MACHINE_NOT_FOUND`
 */
export function parseRigRequest(
  request: RigRequest,
  from: () => string,
  known: readonly string[],
  machine = 'local',
): NewRig {
  const {filter, beadsPath, preferredMachine} = request
  const name = parseName('rig', request.name)
  const gitUrl = parseGitUrl(request.gitUrl, from)
  const branch = request.branch === undefined ? undefined : parseBranchName(request.branch)
  if (filter !== undefined) checkFilter(filter)
  if (beadsPath !== undefined) checkBeadsPath(beadsPath)
  const machines = [...new Set(request.machines ?? [preferredMachine ?? machine])]
  for (const name of [...machines, ...(preferredMachine === undefined ? [] : [preferredMachine])]) {
    checkMachine(name, known)
  }
  const preferred = preferredMachine ?? machines[0] ?? machine
  if (!machines.includes(preferred)) {
    throw new UsageError(
      'GT_MACHINE_NOT_ALLOWED',
      `the preferred machine ${preferred} is not one of the rig's machines`,
      {
        hint: `add it to them: --machines ${[...machines, preferred].join(',')}`,
      },
    )
  }
  return {name, gitUrl, branch, filter, beadsPath, machines, preferredMachine: preferred}
}

/**
 * What the rig's own `.gastown/config.json` says.
 * @param beadsPath where its beads are, if it has any
 */
export function newRigConfig(rig: NewRig, beadsPath: string | undefined): RigConfig {
  return {
    type: 'rig',
    git_url: rig.gitUrl,
    ...(rig.branch === undefined ? {} : {branch: rig.branch}),
    ...(rig.filter === undefined ? {} : {filter: rig.filter}),
    ...(beadsPath === undefined ? {} : {beads_path: beadsPath}),
    federation: {machines: [...rig.machines], preferred_machine: rig.preferredMachine},
  }
}

function checkFilter(filter: string): void {
  if (/^(blob:none|blob:limit=\d+[kmg]?|tree:\d+|object:type=[a-z]+|sparse:oid=[\w./:-]+)$/.test(filter)) return
  throw new UsageError('GT_FILTER_INVALID', `${JSON.stringify(filter.slice(0, 80))} is not a filter git knows`, {
    hint: 'most use --filter blob:none; others are blob:limit=1m and tree:0 (git help rev-list)',
  })
}

function checkBeadsPath(path: string): void {
  if (path.trim() !== '' && !/\p{Cc}/u.test(path)) return
  throw new UsageError('GT_PATH_INVALID', `${JSON.stringify(path.slice(0, 80))} is not the path of a folder`, {
    hint: 'give the folder of the beads, such as --beads-path ~/beads/web',
  })
}

function checkMachine(machine: string, known: readonly string[]): void {
  if (machine === 'local' || known.includes(machine)) return
  throw new UsageError('GT_MACHINE_NOT_FOUND', `there is no machine ${JSON.stringify(machine.slice(0, 80))}`, {
    hint: didYouMean(machine, ['local', ...known], 'machine'),
  })
}
