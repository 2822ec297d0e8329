import type {Rig} from '@gt-town/contract'

/** A line of `gt rig list` and `gt status`. */
export interface ListedRig {
  readonly rig: Rig
  /** `ok`, or what is wrong with it */
  readonly state: string
  readonly polecats: readonly string[]
}
