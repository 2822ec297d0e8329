import type {Connection} from '@gt-town/contract'
import {riskOf, type Risk} from '../../domain/polecats/work-at-risk.js'
import {git, gitLines, gitValue} from '../git/git.js'
import {localRefs, type Refs} from '../git/refs.js'

/**
 * Commits, stashes and tags of a repository that its origin is not known to have.
 * @param options.tags tags that are safe elsewhere; undefined: nobody could be asked
 */
export async function committedRisks(
  connection: Connection,
  folder: string,
  options: {tags: Refs | undefined; signal?: AbortSignal | undefined},
): Promise<Risk[]> {
  const {tags, signal} = options
  const refs = await localRefs(connection, folder, signal)
  const head = await gitValue(connection, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], {cwd: folder, signal})
  const isSafeTag = ([name, oid]: readonly [string, string]): boolean => tags?.get(name) === oid
  const own = [...refs].filter((ref) => ref[0] !== 'refs/stash' && !isSafeTag(ref))
  const ownTags = own.filter(([name]) => name.startsWith('refs/tags/'))
  const saved = own.filter(([name]) => name.startsWith('refs/gt/removed/'))
  const tips = own.filter((ref) => !ownTags.includes(ref) && !saved.includes(ref)).map(([, oid]) => oid)
  const unpushed = await unpushedCommits(
    connection,
    folder,
    [...tips, ...(head === undefined ? [] : [head])],
    [...refs].filter(isSafeTag).map(([, oid]) => oid),
    signal,
  )
  const stashes = refs.has('refs/stash')
    ? await gitLines(connection, ['stash', 'list', '--format=%gd: %gs'], {cwd: folder, signal})
    : []
  return [
    ...unpushed,
    ...riskOf('stashed', stashes),
    ...riskOf(
      'unproven',
      ownTags.map(([name]) => name.slice('refs/tags/'.length)),
    ),
    ...riskOf(
      'recovered',
      saved.map(([name]) => name),
    ),
  ]
}

async function unpushedCommits(
  connection: Connection,
  folder: string,
  tips: readonly string[],
  safe: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Risk[]> {
  if (tips.length === 0) return []
  const input = [...tips, ...safe.map((oid) => `^${oid}`)].map((line) => `${line}\n`).join('')
  const options = {cwd: folder, input, signal}
  const count = Number(await git(connection, ['rev-list', '--count', '--stdin', '--not', '--remotes'], options))
  if (count === 0) return []
  const args = ['log', '--format=%h %s', '-n', '5', '--stdin', '--not', '--remotes']
  return riskOf('unpushed', await gitLines(connection, args, options), count)
}
