import type {GitConfig} from './format/git-config.js'

/** What `git` is given so that it looks at a repository without obeying it. */
export interface NeutralAccess {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** the repository's own configuration, as data */
  readonly config: GitConfig
}

/**
 * What keeps git, when it looks at a repository of somebody else's, from showing another history than the one that is there, and from
 * fetching what a partial clone lacks: that would go where its configuration says, by programs that it names. git before 2.39.4 does
 * not know how to be told not to fetch, hence no protocol.
 */
export const neutralEnvironment = {
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: '/dev/null/none',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
} as const satisfies Readonly<Record<string, string>>
