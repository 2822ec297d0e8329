import {isGtError, type Connection} from '@gt-town/contract'
import {gitFailureOf} from '../format/git-output.js'
import {parseGitVersion, type GitVersion} from '../format/repository-format.js'
import {tryGit} from '../git.js'
import {neutralEnvironment} from '../neutral-access.js'

/**
 * Whether git works in a clone, asked of git itself: only where files alone do not tell, since that is a process. It sets up
 * the repository and its worktree and reads the index, but looks at no file and runs no program.
 * @returns why not, or undefined; also where there is no git to ask
 */
export async function askGit(connection: Connection, folder: string): Promise<string | undefined> {
  const args = ['ls-files', '--deleted', '-z', '--', ':(top,literal).git']
  return withGit(async () => {
    const {code, stderr} = await tryGit(connection, args, {cwd: folder, thorough: true, env: neutralEnvironment})
    return code === 128 ? gitFailureOf(stderr).reason : undefined
  })
}

/**
 * Whether git finds an object of a clone, without fetching it; where there is no git to ask, it does.
 * @param env beside what keeps git from obeying the clone
 */
export async function hasObject(
  connection: Connection,
  folder: string,
  id: string,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<boolean> {
  const code = await withGit(async () => {
    const options = {cwd: folder, env: {...neutralEnvironment, ...env}}
    return (await tryGit(connection, ['cat-file', '-e', id], options)).code
  })
  return code === undefined || code === 0
}

/** The first of these objects that git does not find in a clone; also undefined where there is no git to ask. */
export async function missingObject(
  connection: Connection,
  folder: string,
  ids: readonly string[],
): Promise<string | undefined> {
  const said = await withGit(async () => {
    const options = {cwd: folder, env: neutralEnvironment, input: ids.map((id) => `${id}\n`).join('')}
    return (await tryGit(connection, ['cat-file', '--batch-check=%(objectname)'], options)).stdout.toString()
  })
  return /^(\S+) missing$/m.exec(said ?? '')?.[1]
}

const versions = new WeakMap<Connection, Promise<GitVersion | undefined>>()

/** Which git a machine has, asked once for all clones that a check looks at. */
export async function gitVersion(connection: Connection): Promise<GitVersion | undefined> {
  const known = versions.get(connection)
  if (known) return known
  const asked = withGit(async () => {
    const {stdout} = await tryGit(connection, ['--version'], {})
    return parseGitVersion(stdout.toString())
  })
  versions.set(connection, asked)
  return asked
}

async function withGit<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask()
  } catch (error) {
    // Another check says that git is missing.
    if (isGtError(error, 'GT_COMMAND_NOT_FOUND') || isGtError(error, 'GT_NOT_FOUND')) return undefined
    throw error
  }
}
