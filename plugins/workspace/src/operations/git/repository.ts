import {join} from 'node:path'
import {GtError, isGtError, type Connection} from '@gt-town/contract'
import {git, tryGit} from '@gt-town/git'

/** A town may lie in a repository of the user's: here git is to look above the folder as well. */
const lookAbove = {GIT_CEILING_DIRECTORIES: undefined}

/**
 * Whether a folder belongs to a git repository: its own, or one above that does not ignore it.
 * @throws GtError `GT_GIT_MISSING`
 */
export async function hasRepository(connection: Connection, folder: string): Promise<boolean> {
  const options = {cwd: folder, env: lookAbove}
  const found = await named(async () => tryGit(connection, ['rev-parse', '--absolute-git-dir'], options))
  // A repository that git distrusts because of its owner is one all the same.
  if (found.code !== 0) return found.stderr.includes('dubious ownership')
  if (await connection.fileExists(join(folder, '.git'))) return true
  const ignored = await tryGit(connection, ['check-ignore', '-q', '.'], options)
  return ignored.code !== 0
}

/** Makes an empty repository; nothing is committed. @throws GtError `GT_GIT_FAILED`, `GT_GIT_MISSING` */
export async function initRepository(connection: Connection, folder: string, signal?: AbortSignal): Promise<void> {
  await named(async () => git(connection, ['init', '-q'], {cwd: folder, writes: [join(folder, '.git')], signal}))
}

async function named<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!isGtError(error, 'GT_COMMAND_NOT_FOUND')) throw error
    throw new GtError('GT_GIT_MISSING', 'git is not installed or not on PATH', {
      hint: 'install git, or use --no-git to make the town without a repository',
      cause: error,
    })
  }
}
