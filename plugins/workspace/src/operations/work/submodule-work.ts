import {join, resolve} from 'node:path'
import {isGtError, type Connection, type Workspace} from '@gt-town/contract'
import {git, parseGitFile, refsBelow, refsOf, type NeutralAccess} from '@gt-town/git'
import {parseStatus, riskOf, type IndexEntry, type Risk, type StatusFacts} from '../../domain/polecats/work-at-risk.js'
import {withNeutralAccess, type Repository} from '../git/neutral.js'
import {committedWork, type Elsewhere} from './committed-work.js'
import {askOrigin} from './origin.js'
import {withElsewhere} from './with-elsewhere.js'

/** Submodules with work of their own, checked out or not. Each has an origin of its own, which is asked only by a deep look. */
export async function submoduleWork(
  connection: Connection,
  town: Workspace,
  {folder, gitDir}: Repository,
  options: {
    index: readonly IndexEntry[]
    status: StatusFacts
    deep: boolean
    signal?: AbortSignal | undefined
  },
): Promise<Risk[]> {
  const {index, status, deep, signal} = options
  const checkedOut = await checkedOutIn(connection, folder, index)
  const stored = (await repositoriesBelow(connection, join(gitDir, 'modules'))).map((path) => ({
    path: path.slice(join(gitDir, 'modules').length + 1),
    gitDir: path,
  }))
  const names = new Set(status.submodules)
  for (const {path, gitDir: own} of checkedOut) {
    if (await hasWork(connection, town, {folder: join(folder, path), gitDir: own}, {deep, files: true, signal})) {
      names.add(path)
    }
  }
  const seen = new Set(checkedOut.map((one) => one.gitDir))
  for (const {path, gitDir: own} of stored.filter((one) => !seen.has(one.gitDir))) {
    if (await hasWork(connection, town, {folder: own, gitDir: own}, {deep, files: false, signal})) names.add(path)
  }
  return riskOf('submodule', [...names])
}

async function checkedOutIn(
  connection: Connection,
  folder: string,
  index: readonly IndexEntry[],
): Promise<{path: string; gitDir: string}[]> {
  const paths = index.filter((entry) => entry.isSubmodule).map(({path}) => path)
  const reads = await connection.inspect(
    paths.flatMap((path) => {
      const at = join(folder, path, '.git')
      return [{op: 'stat', path: at} as const, {op: 'read', path: at, maxBytes: 65_536} as const]
    }),
  )
  return paths.flatMap((path, at) => {
    const [stat, text] = [reads[2 * at], reads[2 * at + 1]]
    if (!stat?.ok) return []
    if (!text?.ok) return [{path, gitDir: join(folder, path, '.git')}]
    const target = Buffer.isBuffer(text.value) ? parseGitFile(text.value.toString()) : undefined
    return target === undefined ? [] : [{path, gitDir: resolve(folder, path, target)}]
  })
}

/** Git folders at any depth: a submodule's name may have slashes, and it may have submodules itself. */
async function repositoriesBelow(connection: Connection, folder: string): Promise<string[]> {
  const [list] = await connection.inspect([{op: 'list', path: folder}])
  if (!list.ok) return []
  const names = new Set(list.value.map(({name}) => name))
  if (names.has('HEAD') && names.has('objects')) {
    return [folder, ...(await repositoriesBelow(connection, join(folder, 'modules')))]
  }
  const found = []
  for (const {name, type} of list.value) {
    if (type === 'directory') found.push(...(await repositoriesBelow(connection, join(folder, name))))
  }
  return found
}

async function hasWork(
  connection: Connection,
  town: Workspace,
  repository: Repository,
  {deep, files, signal}: {deep: boolean; files: boolean; signal?: AbortSignal | undefined},
): Promise<boolean> {
  try {
    return await withNeutralAccess(connection, town, repository, async (access) => {
      if (files && (await hasChanges(connection, access, signal))) return true
      const inspect = async (elsewhere: Elsewhere): Promise<boolean> => {
        const {risks} = await committedWork(connection, repository.gitDir, access, elsewhere, signal)
        return risks.length > 0
      }
      if (!deep) return await inspect(await seenHere(connection, repository.gitDir, access, signal))
      const asked = await askOrigin(connection, town, access.config.get('remote.origin.url'), signal)
      return await ('problem' in asked
        ? inspect({tips: [], tags: new Map()})
        : withElsewhere(connection, town, asked, inspect, signal))
    })
  } catch (error) {
    // What cannot be read may hold work.
    if (isGtError(error, 'GT_GIT_FAILED') || isGtError(error, 'GT_CLONE_UNREADABLE')) return true
    throw error
  }
}

async function hasChanges(
  connection: Connection,
  access: NeutralAccess,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const args = ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--ignore-submodules=dirty']
  const {changed, untracked, submodules} = parseStatus(await git(connection, args, {...access, signal, thorough: true}))
  return changed.length + untracked.length + submodules.length > 0
}

/** What a submodule itself saw of its origin. */
async function seenHere(
  connection: Connection,
  gitDir: string,
  access: NeutralAccess,
  signal: AbortSignal | undefined,
): Promise<Elsewhere> {
  const refs = await refsOf(connection, gitDir, {access, signal})
  return {tips: [...refsBelow(refs, 'refs/remotes/').values()], tags: refsBelow(refs, 'refs/tags/')}
}
