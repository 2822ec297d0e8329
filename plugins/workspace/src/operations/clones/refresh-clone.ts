import {join} from 'node:path'
import {isGtError, messageOf, type Connection} from '@gt-town/contract'
import {git} from '@gt-town/git'
import {hasRemoteBranch, originHead} from '../git/checkout.js'
import type {CloneOptions} from './clone-remote.js'

/** How the origin is known in a clone that was made of another one. */
export type Freshness =
  /** the origin was asked just now; `renamed` is its default branch, where that is another than the clone knew */
  | {readonly state: 'fetched'; readonly renamed?: string}
  /** nobody asked, or nobody answered; `seenAt`: when the origin was last seen, ISO 8601 */
  | {readonly state: 'stale'; readonly problem: string | undefined; readonly seenAt: string | undefined}

/** An origin that says nothing for so long is out of reach. */
const silenceMs = 30_000

/**
 * Fetches what the origin has now into a clone that was made of another one and is nobody's yet; branches that the origin no
 * longer has go. An origin that cannot be reached is no failure.
 * @param lender whose last fetch tells how old the clone's knowledge is
 */
export async function refreshClone(
  connection: Connection,
  clone: string,
  lender: string,
  {signal, report, ask}: CloneOptions & {ask: boolean},
): Promise<Freshness> {
  if (!ask) return {state: 'stale', problem: undefined, seenAt: await lastSeen(connection, lender)}
  const options = {cwd: clone, writes: [clone], network: true, idleMs: silenceMs, signal, report}
  const before = await originHead(connection, clone, signal)
  const follow = ['-c', 'remote.origin.followRemoteHEAD=always']
  try {
    await git(
      connection,
      [
        ...follow,
        'fetch',
        '--prune',
        '--tags',
        '--progress',
        '--no-recurse-submodules',
        '--no-auto-maintenance',
        'origin',
      ],
      options,
    )
    if (before !== undefined && !(await hasRemoteBranch(connection, clone, before, signal))) {
      await git(connection, ['remote', 'set-head', 'origin', '--auto'], options)
    }
  } catch (error) {
    if (!isGtError(error, 'GT_GIT_FAILED') && !isGtError(error, 'GT_TIMEOUT')) throw error
    return {state: 'stale', problem: messageOf(error), seenAt: await lastSeen(connection, lender)}
  }
  const after = await originHead(connection, clone, signal)
  const isRenamed = after !== undefined && before !== undefined && after !== before
  return {state: 'fetched', ...(isRenamed ? {renamed: after} : {})}
}

/** git writes FETCH_HEAD whenever it fetches; a clone that never did is as old as its packed references. */
async function lastSeen(connection: Connection, lender: string): Promise<string | undefined> {
  const stats = await connection.inspect(
    ['FETCH_HEAD', 'packed-refs', 'refs/remotes/origin/HEAD'].map(
      (name) => ({op: 'stat', path: join(lender, '.git', name)}) as const,
    ),
  )
  const stat = stats.find(({ok}) => ok)
  return stat?.ok ? new Date(stat.value.mtimeMs).toISOString() : undefined
}
