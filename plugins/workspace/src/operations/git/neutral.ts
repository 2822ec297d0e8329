import {join} from 'node:path'
import {GtError, isGtError, type Connection, type Workspace} from '@gt-town/contract'
import {
  harmfulSetting,
  neutralConfig,
  neutralEnvironment,
  parseGitConfig,
  type GitConfig,
  type NeutralAccess,
} from '@gt-town/git'
import {withStaging} from '../files/staging.js'

/** A repository and the folder with its files; the two lie apart for a submodule. */
export interface Repository {
  readonly folder: string
  readonly gitDir: string
}

/** What of a git folder tells about its content. Not `config` and `hooks`; of `info`, not what changes history or hides files. */
const shown = /^(refs|packed-refs|logs|reftable|shallow|sharedindex\.[0-9a-f]+)$/
const shownInfo = ['exclude', 'attributes'] as const
const maxBytes = 1024 * 1024

/**
 * Lets git look at a repository whose own configuration and hooks neither run anything nor change what it sees, while the
 * user's configuration counts. Where that configuration is more than git and gt write there, git gets a git folder of ours
 * instead, which leads to its references, objects and index.
 * @throws GtError `GT_CLONE_UNREADABLE`
 */
export async function withNeutralAccess<T>(
  connection: Connection,
  town: Workspace,
  repository: Repository,
  body: (access: NeutralAccess) => Promise<T>,
): Promise<T> {
  const {folder, gitDir} = repository
  const [text, commonDir] = await connection.inspect([
    {op: 'read', path: join(gitDir, 'config'), maxBytes},
    {op: 'stat', path: join(gitDir, 'commondir'), follow: false},
  ])
  // git would take the configuration from where that says.
  if (commonDir.ok || commonDir.error.code !== 'GT_NOT_FOUND')
    throw unreadable(folder, 'its git folder has a commondir')
  if (!text.ok) throw unreadable(folder, 'its git config cannot be read')
  const config = parseGitConfig(text.value.toString())
  if ('badLine' in config) throw unreadable(folder, `bad line ${config.badLine} in its git config`)
  const env = {
    GIT_DIR: gitDir,
    GIT_WORK_TREE: folder,
    GIT_INDEX_FILE: join(gitDir, 'index'),
    GIT_OBJECT_DIRECTORY: join(gitDir, 'objects'),
    ...neutralEnvironment,
  }
  const harmful = harmfulSetting(config)
  if (harmful === undefined) return body({cwd: folder, env, config})
  try {
    return await withStaging(connection, town, async (staging) => {
      const own = join(staging, 'git')
      await makeGitDir(connection, own, gitDir, config)
      return body({cwd: folder, env: {...env, GIT_DIR: own}, config})
    })
  } catch (error) {
    // A check may not even make a folder.
    if (!isGtError(error, 'GT_READ_ONLY')) throw error
    throw unreadable(
      folder,
      `its own git config sets ${harmful}, and gt obeys no clone; gt polecat list and remove look at it all the same`,
    )
  }
}

async function makeGitDir(connection: Connection, own: string, gitDir: string, config: GitConfig): Promise<void> {
  const [head, list, ...info] = await connection.inspect([
    {op: 'read', path: join(gitDir, 'HEAD'), maxBytes},
    {op: 'list', path: gitDir},
    ...shownInfo.map((name) => ({op: 'stat', path: join(gitDir, 'info', name)}) as const),
  ])
  if (!head.ok) throw head.error
  if (!list.ok) throw list.error
  await connection.mkdirAll(join(own, 'info'))
  await connection.writeFile(join(own, 'config'), neutralConfig(config))
  await connection.writeFile(join(own, 'HEAD'), head.value)
  const names = list.value.map(({name}) => name).filter((name) => shown.test(name))
  const paths = [...names, ...shownInfo.filter((_name, at) => info[at]?.ok).map((name) => join('info', name))]
  for (const path of paths) await connection.symlink(join(gitDir, path), join(own, path))
}

function unreadable(folder: string, reason: string): GtError {
  return new GtError('GT_CLONE_UNREADABLE', `cannot tell what ${folder} holds: ${reason}`, {
    hint: 'look at it yourself, or let gt move it to the trash as it is: --force',
  })
}
