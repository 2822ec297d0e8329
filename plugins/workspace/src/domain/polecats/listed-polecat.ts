import type {Risk} from './work-at-risk.js'

/** Everything `gt polecat list` tells about a polecat. */
export interface ListedPolecat {
  readonly rig: string
  readonly name: string
  readonly path: string
  /** undefined where the clone is missing or broken */
  readonly branch: string | undefined
  /** what would be lost with it, or why that cannot be told; `isAtLeast`: there is more that the list does not look into */
  readonly work: {readonly risks: readonly Risk[]; readonly isAtLeast: boolean} | {readonly problem: string}
}
