import {join} from 'node:path'
import {didYouMean} from '@gt-town/text'
import {GtError, UsageError, type Connection} from '@gt-town/contract'
import type {CloneOptions} from '../clones/clone-remote.js'
import {gitFailed, gitLines, gitValue, tryGit} from '@gt-town/git'

/** What a clone without any local branch gets checked out. */
export interface Checkout {
  readonly branch: string
  /** the branch is new: it starts here and is not at the origin */
  readonly startsAt?: string
}

/**
 * Which branch to check out in a clone.
 * @param wanted default: the repository's own default branch
 * @throws GtError `GT_REPOSITORY_EMPTY`; UsageError `GT_BRANCH_NOT_FOUND` with what is near
 */
export async function chooseBranch(
  connection: Connection,
  folder: string,
  wanted: string | undefined,
  gitUrl: string,
  {signal}: CloneOptions = {},
): Promise<string> {
  const {branches, head} = await remoteRefs(connection, folder, signal)
  if (branches.length === 0) {
    throw new GtError('GT_REPOSITORY_EMPTY', `${gitUrl} has no commit on any branch yet`, {
      hint: 'push a first commit to it, then run this again',
    })
  }
  const branch = wanted ?? head ?? (await defaultBranch(connection, folder, signal))
  if (branch !== undefined && branches.includes(branch)) return branch
  const what = branch === undefined ? `${gitUrl} names no default branch` : `${gitUrl} has no branch ${branch}`
  const known = didYouMean(branch ?? '', branches, 'branch')
  throw new UsageError('GT_BRANCH_NOT_FOUND', what, {hint: wanted === undefined ? `add --branch; ${known}` : known})
}

/** The origin's branches as this clone last saw them. */
export async function remoteBranches(connection: Connection, folder: string, signal?: AbortSignal): Promise<string[]> {
  return (await remoteRefs(connection, folder, signal)).branches
}

/** The same, and the default branch where that is one of them. */
async function remoteRefs(
  connection: Connection,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<{branches: string[]; head: string | undefined}> {
  const prefix = 'refs/remotes/origin/'
  const format = '--format=%(refname) %(symref)'
  const lines = await gitLines(connection, ['for-each-ref', format, prefix], {cwd: folder, signal})
  const refs = lines.map((line) => line.split(' ').map((ref) => ref.slice(prefix.length)))
  return {
    branches: refs.flatMap(([name = '']) => (name === 'HEAD' ? [] : [name])),
    head: refs.find(([name]) => name === 'HEAD')?.[1] || undefined,
  }
}

/** The origin's default branch as this clone knows it, even if it has no such branch. */
async function defaultBranch(
  connection: Connection,
  folder: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const ref = await gitValue(connection, ['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD'], {cwd: folder, signal})
  return ref?.slice('refs/remotes/origin/'.length)
}

/**
 * Checks a branch out into a clone that was just made and has no local ones: a branch that follows the origin's, or a new one.
 * A hook of the user's that fails afterwards has not undone it: that is reported.
 */
export async function checkout(
  connection: Connection,
  folder: string,
  {branch, startsAt}: Checkout,
  {signal, report}: CloneOptions = {},
): Promise<void> {
  const start = `refs/remotes/origin/${startsAt ?? branch}`
  const track = startsAt === undefined ? '--track' : '--no-track'
  const args = ['checkout', '--progress', '--no-recurse-submodules', '-b', branch, track, start, '--']
  // A partial clone fetches here what it lacks, hence the network's deadline.
  const options = {cwd: folder, writes: [folder], network: true, signal, report}
  const {code, stderr} = await tryGit(connection, args, options)
  if (code === 0) return
  const hook = await failedHook(connection, folder, branch, stderr)
  if (hook === undefined) throw gitFailed(args, stderr)
  report?.(`${hook} exited with ${code ?? 'a signal'}; the branch is checked out all the same`)
}

/** git ends with the code of this hook, which runs when all is done. @returns its path where it is what failed */
async function failedHook(
  connection: Connection,
  folder: string,
  branch: string,
  stderr: string,
): Promise<string | undefined> {
  if (/^(fatal|error):/m.test(stderr)) return undefined
  const args = ['rev-parse', '--path-format=absolute', '--git-path', 'hooks/post-checkout']
  const hook = await gitValue(connection, args, {cwd: folder})
  const [head, index, file] = await connection.inspect([
    {op: 'read', path: join(folder, '.git', 'HEAD'), maxBytes: 4096},
    {op: 'stat', path: join(folder, '.git', 'index')},
    {op: 'stat', path: hook ?? folder},
  ])
  const isDone = head.ok && head.value.toString().trimEnd() === `ref: refs/heads/${branch}` && index.ok
  return isDone && file.ok && file.value.type === 'file' ? hook : undefined
}
