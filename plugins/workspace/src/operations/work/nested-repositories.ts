import {join, relative} from 'node:path'
import {GtError, type Connection} from '@gt-town/contract'

/** A folder with one of these holds a repository: of git, jj, Mercurial, Fossil, Subversion or Bazaar. */
const marks = ['.git', '.jj', '.hg', '.fslckout', '.svn', '.bzr'] as const

/**
 * Repositories in ignored folders of a clone, or below them at any depth, relative to the clone with a slash at their end.
 * @param options.deep else only the ignored folders themselves
 * @throws GtError `GT_CLONE_UNREADABLE` where a folder cannot be looked through
 */
export async function nestedRepositories(
  connection: Connection,
  folder: string,
  ignored: readonly string[],
  {deep, signal}: {deep: boolean; signal?: AbortSignal | undefined},
): Promise<string[]> {
  const folders = ignored.filter((path) => path.endsWith('/'))
  if (folders.length === 0) return []
  if (!deep) {
    const stats = await connection.inspect(
      folders.map((path) => ({op: 'stat', path: join(folder, path, '.git')}) as const),
    )
    return folders.filter((_path, at) => stats[at]?.ok)
  }
  const named = marks.flatMap((mark) => ['-o', '-name', mark]).slice(1)
  // A bare repository has its files at its top: HEAD beside objects and refs.
  const tests = ['(', ...named, ')', '-prune', '-print0', '-o', '-name', 'HEAD', '-type', 'f', '-print0']
  const starts = folders.map((path) => join(folder, path))
  const {code, stdout, stderr} = await connection.execute(['find', ...starts, ...tests], {
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
  const bare = await bareAmong(
    connection,
    found.filter((path) => path.endsWith('/HEAD')),
  )
  const parents = [...found.filter((path) => !path.endsWith('/HEAD')).map(parentOf), ...bare]
  return [...new Set(parents)].map((path) => `${relative(folder, path)}/`).sort()
}

async function bareAmong(connection: Connection, heads: readonly string[]): Promise<string[]> {
  const folders = heads.map(parentOf)
  const stats = await connection.inspect(
    folders.flatMap((path) => ['objects', 'refs'].map((name) => ({op: 'stat', path: join(path, name)}) as const)),
  )
  return folders.filter((_path, at) => stats[2 * at]?.ok && stats[2 * at + 1]?.ok)
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}
