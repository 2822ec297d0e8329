import type {RigConfig} from '../documents.js'
import type {ListedRig} from './listed-rig.js'

/** Everything `gt rig show` tells about a rig. */
export interface ShownRig extends ListedRig {
  /** undefined where the rig has none of its own, or a broken one */
  readonly config: RigConfig | undefined
  readonly clones: {readonly refinery: ShownClone; readonly mayor: ShownClone}
}

interface ShownClone {
  readonly path: string
  /** undefined where the clone is missing or broken */
  readonly branch: string | undefined
}
