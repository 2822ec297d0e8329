import type {Workspace} from '@gt-town/contract'

/** What `gt install` did; also what its `--json` prints. */
export interface Installation {
  /** where it is: `local`, or another machine */
  machine: string
  /** the town, absolute, without symbolic links */
  path: string
  config_dir: Workspace['configDir']
  /** it was a town before */
  refreshed: boolean
  /** what was made, and which files of the user's were added to; relative to the town, sorted */
  created: string[]
  changed: string[]
}
