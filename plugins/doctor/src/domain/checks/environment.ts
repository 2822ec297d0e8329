import type {MachineSettings, Rig, Workspace} from '@gt-town/contract'

/** What there is to check: a town with its rigs, or none, on a machine. */
export interface Environment {
  /** absent where there is no town */
  readonly workspace?: Workspace
  readonly rigs: readonly Rig[]
  /** folders searched when no town was found */
  readonly looked: readonly string[]
  /** why there is no town, where more is known */
  readonly reason?: string
  /** absent for the machine we are on */
  readonly machine?: MachineTarget
  /** default all */
  readonly coverage?: Coverage
}

/** Another machine that is checked. */
export interface MachineTarget {
  readonly name: string
  /** what the registry says of it */
  readonly settings: MachineSettings
  /** the town in whose registry it is, on the machine we are on */
  readonly hub: {readonly workspace: Workspace; readonly rigs: readonly Rig[]}
}

/** What is checked: all, only what concerns machines as such, or only this gt itself. */
export type Coverage = 'all' | 'machine' | 'gt'
