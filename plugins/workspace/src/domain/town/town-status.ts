import type {Rig} from '@gt-town/contract'

/** What the workspace plugin adds to `gt status`. */
export interface TownStatus {
  readonly rigs: readonly {readonly rig: Rig; readonly polecats: readonly string[]}[]
  readonly polecats: readonly {
    readonly rig: string
    readonly name: string
    readonly path: string
    /** undefined where the clone is missing or broken */
    readonly branch: string | undefined
  }[]
}
