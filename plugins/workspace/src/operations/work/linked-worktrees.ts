import {dirname, join} from 'node:path'
import {GtError, type Connection} from '@gt-town/contract'
import {parseGitFile} from '@gt-town/git'

const maxBytes = 64 * 1024

/**
 * Refuses a clone that has linked worktrees elsewhere, or is one itself: their links would lead nowhere once it is moved, and
 * git would one day take them for deleted.
 * @throws GtError `GT_WORKTREES_ELSEWHERE`
 */
export async function refuseLinkedWorktrees(connection: Connection, clone: string): Promise<void> {
  const path = join(clone, '.git', 'worktrees')
  const [own, list] = await connection.inspect([
    {op: 'read', path: join(clone, '.git'), maxBytes},
    {op: 'list', path},
  ])
  const target = own.ok ? parseGitFile(own.value.toString()) : undefined
  if (target !== undefined && target.includes('/worktrees/')) {
    const main = target.slice(0, target.indexOf('/worktrees/'))
    throw elsewhere(
      `${clone} is a worktree of ${dirname(main)}`,
      `remove it with git -C ${dirname(main)} worktree remove ${clone}`,
    )
  }
  if (!list.ok) return
  const gitdirs = await connection.inspect(
    list.value.map(({name}) => ({op: 'read', path: join(path, name, 'gitdir'), maxBytes}) as const),
  )
  const places = gitdirs.flatMap((gitdir) => (gitdir.ok ? [dirname(gitdir.value.toString().trimEnd())] : []))
  const outside = places.filter((place) => place.startsWith('/') && !place.startsWith(`${clone}/`))
  const stats = await connection.inspect(outside.map((place) => ({op: 'stat', path: place}) as const))
  const found = outside.filter((_place, at) => stats[at]?.ok)
  if (found.length === 0) return
  throw elsewhere(
    `${clone} has linked worktrees elsewhere: ${found.join(', ')}`,
    `first move them into the clone with git -C ${clone} worktree move, or remove them with git -C ${clone} worktree remove`,
  )
}

function elsewhere(message: string, hint: string): GtError {
  return new GtError('GT_WORKTREES_ELSEWHERE', message, {hint, exit: 1})
}
