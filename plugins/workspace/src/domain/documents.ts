import type {Validator} from '@gt-town/json-file'
import * as compiled from '../generated/validators.js'

/** A document as its JSON Schema in schemas/ describes it; unknown keys are allowed and kept everywhere. */
export interface WorkspaceConfig {
  type: 'workspace'
  version: 1
  created_at: string
  name?: string
  agent?: string
  /** false: the town is kept out of git on purpose */
  git?: boolean
  /** read by the doctor */
  doctor?: {ignore?: Record<string, unknown>[]}
  mail?: Record<string, unknown>
  /** on a remote machine only */
  machine?: {name: string; hub: string}
}

export interface WorkspaceState {
  version: 1
  projects: Record<string, RegisteredRig>
}

export interface RegisteredRig {
  git_url: string
  added_at?: string
}

export interface BossState {
  version: 1
}

export interface RigConfig {
  type: 'rig'
  git_url: string
  /** what is checked out in its clones; default: the repository's own default branch */
  branch?: string
  /** its clones are partial, such as `blob:none` */
  filter?: string
  beads_path?: string
  federation?: {machines?: string[]; preferred_machine?: string}
}

export interface RigPolecats {
  version: 1
  polecats: Record<string, SeenPolecat>
}

export interface SeenPolecat {
  /** when it was first seen, ISO 8601 */
  seen_at: string
}

export interface RefineryState {
  version: 1
  state: 'stopped' | 'starting' | 'running' | 'stopping' | 'paused'
  awake: boolean
  created_at: string
  last_started: string | null
  last_stopped: string | null
  last_wake: string | null
  last_sleep: string | null
}

export interface TrashManifest {
  version: 1
  kind: 'polecat' | 'rig' | 'clone'
  /** `RIG/POLECAT`, or the name of the rig */
  address: string
  removed_at: string
  /** false while the parts are being moved */
  complete?: boolean
  /** the name under which it is being put back */
  restoring_as?: string
  /** for people to read: nothing is restored to a path that stands here */
  from?: string
  command?: string
  /** work that was nowhere else; null where that could not be told */
  only_here?: {what: string; kind: string; items: string[]; count: number}[] | null
  /** what nobody was asked about: ignored files, commits that were amended away, and the like */
  along?: {what: string; kind: string; items: string[]; count: number}[]
  /** the rig's entry of the registry */
  registration?: Record<string, unknown>
}

/** Compiled from the schemas at build time; each carries the errors of its last call. */
export const isWorkspaceConfig = compiled.workspaceConfig as unknown as Validator<WorkspaceConfig>
export const isWorkspaceState = compiled.workspaceState as unknown as Validator<WorkspaceState>
export const isBossState = compiled.bossState as unknown as Validator<BossState>
export const isRigConfig = compiled.rigConfig as unknown as Validator<RigConfig>
export const isRigPolecats = compiled.rigPolecats as unknown as Validator<RigPolecats>
export const isRefineryState = compiled.refineryState as unknown as Validator<RefineryState>
export const isTrashManifest = compiled.trashManifest as unknown as Validator<TrashManifest>
