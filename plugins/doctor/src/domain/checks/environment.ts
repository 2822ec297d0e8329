import type {MachineSettings, Rig, Workspace} from '@gt-town/contract'

/** Another machine, as a place that the doctor looks at. */
export interface Seat {
  readonly name: string
  /** what the registry says of it */
  readonly settings: MachineSettings
  /** the town in whose registry it is, on the machine we are on */
  readonly hub: {readonly workspace: Workspace; readonly rigs: readonly Rig[]}
}

/** What of a place is looked at: all, only what concerns machines as such, or only this gt itself. */
export type Part = 'all' | 'machine' | 'gt'
