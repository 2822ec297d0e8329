import type {GitConfig} from './format/git-config.js'

/** What `git` is given so that it looks at a repository without obeying it. */
export interface NeutralAccess {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** the repository's own configuration, as data */
  readonly config: GitConfig
}
