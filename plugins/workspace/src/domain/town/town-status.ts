import type {ListedRig} from '../rigs/listed-rig.js'

/** What the workspace plugin adds to `gt status`. */
export interface TownStatus {
  readonly rigs: readonly ListedRig[]
  readonly polecats: readonly {
    readonly rig: string
    readonly name: string
    readonly path: string
    /** undefined where the clone is missing or broken */
    readonly branch: string | undefined
  }[]
  /** clones that are not as git needs them, and a disk without room */
  readonly problems: readonly {readonly what: string; readonly why: string; readonly rig?: string}[]
}
