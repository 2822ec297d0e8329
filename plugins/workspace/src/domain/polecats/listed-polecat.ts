import type {Risk} from './work-at-risk.js'

/** Everything `gt polecat list` tells about a polecat. */
export interface ListedPolecat {
  readonly rig: string
  readonly name: string
  readonly path: string
  /** undefined where the clone is missing or broken */
  readonly branch: string | undefined
  /** what would be lost with it, or why that cannot be told */
  readonly work: {readonly risks: readonly Risk[]} | {readonly problem: string}
}
