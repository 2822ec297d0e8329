import {dirname, join, resolve} from 'node:path'
import {GtError, type Connection} from '@gt-town/contract'
import {parseGitFile} from '@gt-town/git'
import {repositoriesBelow} from './submodule-work.js'

const maxBytes = 64 * 1024

/**
 * Refuses a clone that has linked worktrees elsewhere, or is one itself: their links would lead nowhere once it is moved, and
 * git would one day take them for deleted.
 * @throws GtError `GT_WORKTREES_ELSEWHERE`
 */
export async function refuseLinkedWorktrees(connection: Connection, clone: string): Promise<void> {
  const [own] = await connection.inspect([{op: 'read', path: join(clone, '.git'), maxBytes}])
  const target = own.ok ? parseGitFile(own.value.toString()) : undefined
  if (target !== undefined && target.includes('/worktrees/')) {
    const main = target.slice(0, target.indexOf('/worktrees/'))
    throw elsewhere(
      `${clone} is a worktree of ${dirname(main)}`,
      `remove it with git -C ${dirname(main)} worktree remove ${clone}`,
    )
  }
  const places = []
  // A submodule may have some, too.
  for (const gitDir of [
    join(clone, '.git'),
    ...(await repositoriesBelow(connection, join(clone, '.git', 'modules'))),
  ]) {
    places.push(...(await placesOf(connection, join(gitDir, 'worktrees'))))
  }
  const outside = places.filter((place) => !place.startsWith(`${clone}/`))
  const stats = await connection.inspect(outside.map((place) => ({op: 'stat', path: place}) as const))
  const found = outside.filter((_place, at) => stats[at]?.ok)
  if (found.length === 0) return
  throw elsewhere(
    `${clone} has linked worktrees elsewhere: ${found.join(', ')}`,
    `first move them into the clone with git -C ${clone} worktree move, or remove them with git -C ${clone} worktree remove`,
  )
}

/** Where the worktrees are that a folder of git's lists; git 2.48 and later may say so relative to it. */
async function placesOf(connection: Connection, folder: string): Promise<string[]> {
  const [list] = await connection.inspect([{op: 'list', path: folder}])
  if (!list.ok) return []
  const own = list.value.map(({name}) => join(folder, name))
  const gitdirs = await connection.inspect(
    own.map((path) => ({op: 'read', path: join(path, 'gitdir'), maxBytes}) as const),
  )
  return gitdirs.flatMap((gitdir, at) =>
    gitdir.ok ? [dirname(resolve(own[at] ?? '', gitdir.value.toString().trimEnd()))] : [],
  )
}

function elsewhere(message: string, hint: string): GtError {
  return new GtError('GT_WORKTREES_ELSEWHERE', message, {hint, exit: 1})
}
