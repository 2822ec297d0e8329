import {join, resolve} from 'node:path'
import {isGtError, type Connection, type Workspace} from '@gt-town/contract'
import {isLocalPath, parseGitFile, refsBelow, refsOf, type NeutralAccess} from '@gt-town/git'
import {riskOf, type IndexEntry, type Risk, type StatusFacts} from '../../domain/polecats/work-at-risk.js'
import {withNeutralAccess, type Repository} from '../git/neutral.js'
import {committedWork, type Elsewhere} from './committed-work.js'
import {askOrigin} from './origin.js'
import {withElsewhere} from './with-elsewhere.js'

type RisksOf = (repository: Repository, access: NeutralAccess, elsewhere: Elsewhere) => Promise<readonly Risk[]>

/** Submodules with work of their own, checked out or not. Each has an origin of its own, which is asked only by a deep look. */
export async function submoduleWork(
  connection: Connection,
  town: Workspace,
  {folder, gitDir}: Repository,
  options: {
    index: readonly IndexEntry[]
    status: StatusFacts
    deep: boolean
    /** tells what is only in a repository that is checked out */
    risksOf: RisksOf
    signal?: AbortSignal | undefined
  },
): Promise<Risk[]> {
  const {index, status, deep, risksOf, signal} = options
  const checkedOut = await checkedOutIn(connection, folder, index)
  const stored = (await repositoriesBelow(connection, join(gitDir, 'modules'))).map((path) => ({
    path: path.slice(join(gitDir, 'modules').length + 1),
    gitDir: path,
  }))
  const names = new Set([...status.submodules, ...(await filledWithout(connection, folder, index, checkedOut))])
  for (const {path, gitDir: own} of checkedOut) {
    if (await hasWork(connection, town, {folder: join(folder, path), gitDir: own}, {deep, risksOf, signal})) {
      names.add(path)
    }
  }
  const seen = new Set(checkedOut.map((one) => one.gitDir))
  for (const {path, gitDir: own} of stored.filter((one) => !seen.has(one.gitDir))) {
    if (await hasWork(connection, town, {folder: own, gitDir: own}, {deep, signal})) names.add(path)
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

/** Git folders of submodules at any depth: a submodule's name may have slashes, and it may have submodules itself. */
export async function repositoriesBelow(connection: Connection, folder: string): Promise<string[]> {
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
  {deep, risksOf, signal}: {deep: boolean; risksOf?: RisksOf; signal?: AbortSignal | undefined},
): Promise<boolean> {
  try {
    return await withNeutralAccess(connection, town, repository, async (access) => {
      const {gitDir} = repository
      const inspect = async (elsewhere: Elsewhere): Promise<boolean> => {
        if (risksOf) return (await risksOf(repository, access, elsewhere)).length > 0
        return (await committedWork(connection, gitDir, access, elsewhere, signal)).risks.length > 0
      }
      if (!deep) return await inspect(await seenHere(connection, gitDir, access, signal))
      const url = access.config.get('remote.origin.url')
      const isHere = url !== undefined && (await isInTown(connection, town, url))
      const asked = isHere ? {problem: 'it is in this town'} : await askOrigin(connection, town, url, signal)
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

/** Whether a URL leads to a place in the town, which may go away with the clone: the submodule's own configuration names it. */
async function isInTown(connection: Connection, town: Workspace, url: string): Promise<boolean> {
  const path = url.replace(/^file:\/\//, '')
  if (!isLocalPath(path)) return false
  const [real] = await connection.inspect([{op: 'realpath', path}])
  return [path, ...(real.ok ? [real.value] : [])].some((place) => `${resolve(place)}/`.startsWith(`${town.root}/`))
}

/** Submodules that are not checked out, in whose folders something lies all the same: git status says nothing of it. */
async function filledWithout(
  connection: Connection,
  folder: string,
  index: readonly IndexEntry[],
  checkedOut: readonly {path: string}[],
): Promise<string[]> {
  const known = new Set(checkedOut.map(({path}) => path))
  const paths = index.filter(({path, isSubmodule}) => isSubmodule && !known.has(path)).map(({path}) => path)
  const lists = await connection.inspect(paths.map((path) => ({op: 'list', path: join(folder, path)}) as const))
  return paths.filter((_path, at) => lists[at]?.ok === true && lists[at].value.length > 0)
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
