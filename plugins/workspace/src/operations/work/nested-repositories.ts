import {join, relative} from 'node:path'
import {GtError, type Connection} from '@gt-town/contract'

/** A folder with one of these holds a repository: of git, jj, Mercurial, Fossil, Subversion or Bazaar. */
const marks = ['.git', '.jj', '.hg', '.fslckout', '.svn', '.bzr'] as const

/**
 * Repositories inside a clone, relative to it with a slash at their end: at any depth, in folders that are tracked, too, since
 * git status says nothing of what was committed in them; bare ones only below ignored folders.
 * @param options.deep else only the ignored folders themselves
 * @param options.submodules which are none of these
 * @throws GtError `GT_CLONE_UNREADABLE` where a folder cannot be looked through
 */
export async function nestedRepositories(
  connection: Connection,
  folder: string,
  ignored: readonly string[],
  {deep, submodules, signal}: {deep: boolean; submodules: readonly string[]; signal?: AbortSignal | undefined},
): Promise<string[]> {
  const folders = ignored.filter((path) => path.endsWith('/'))
  if (!deep) {
    const stats = await connection.inspect(
      folders.map((path) => ({op: 'stat', path: join(folder, path, '.git')}) as const),
    )
    return folders.filter((_path, at) => stats[at]?.ok)
  }
  const named = marks.flatMap((mark) => ['-o', '-name', mark]).slice(1)
  // A bare repository has its files at its top: HEAD beside objects and refs.
  const tests = ['(', ...named, ')', '-prune', '-print0', '-o', '-name', 'HEAD', '-type', 'f', '-print0']
  const {code, stdout, stderr} = await connection.execute(['find', folder, ...tests], {
    effect: 'read',
    timeoutMs: 300_000,
    maxBuffer: 64 * 1024 * 1024,
    signal,
  })
  if (code !== 0) {
    const reason = stderr.toString().split('\n')[0] ?? ''
    throw new GtError('GT_CLONE_UNREADABLE', `cannot look through all of ${folder}: ${reason}`, {
      hint: 'look at it yourself; --force moves it to the trash as it is',
    })
  }
  const found = stdout
    .toString()
    .split('\0')
    .filter((path) => path !== '')
    .map((path) => relative(folder, path))
  const isHead = (path: string): boolean => path === 'HEAD' || path.endsWith('/HEAD')
  const below = found.filter((path) => isHead(path) && folders.some((each) => path.startsWith(each)))
  const bare = await bareAmong(connection, folder, below)
  const own = new Set(['', ...submodules])
  const parents = [...found.filter((path) => !isHead(path)).map(parentOf), ...bare].filter((path) => !own.has(path))
  const isInSubmodule = (path: string): boolean => submodules.some((each) => path.startsWith(`${each}/`))
  return [...new Set(parents)]
    .filter((path) => !isInSubmodule(path))
    .map((path) => `${path}/`)
    .sort()
}

async function bareAmong(connection: Connection, clone: string, heads: readonly string[]): Promise<string[]> {
  const folders = heads.map(parentOf)
  const stats = await connection.inspect(
    folders.flatMap((path) =>
      ['objects', 'refs'].map((name) => ({op: 'stat', path: join(clone, path, name)}) as const),
    ),
  )
  return folders.filter((_path, at) => stats[2 * at]?.ok && stats[2 * at + 1]?.ok)
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
