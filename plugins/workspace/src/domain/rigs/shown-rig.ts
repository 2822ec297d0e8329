import type {Rig} from '@gt-town/contract'
import type {RigConfig} from '../documents.js'

/** Everything `gt rig show` tells about a rig. */
export interface ShownRig {
  readonly rig: Rig
  /** undefined where the rig has none of its own */
  readonly config: RigConfig | undefined
  readonly polecats: readonly string[]
  readonly clones: {readonly refinery: ShownClone; readonly mayor: ShownClone}
}

interface ShownClone {
  readonly path: string
  /** undefined where the clone is missing or broken */
  readonly branch: string | undefined
}
