import {join} from 'node:path'
import {didYouMean} from '@gt-town/text'
import {GtError, UsageError, type Connection} from '@gt-town/contract'
import type {CloneOptions} from '../clones/clone-remote.js'
import {gitFailed, gitLines, gitValue, packedRef, parseHead, tryGit} from '@gt-town/git'

const remotes = 'refs/remotes/origin/'
const maxPackedRefs = 64 * 1024 * 1024

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
  const asked = wanted ?? (await originHead(connection, folder, signal))
  if (asked !== undefined && (await hasRemoteBranch(connection, folder, asked, signal))) return asked
  const branches = await remoteBranches(connection, folder, signal)
  if (branches.length === 0) {
    throw new GtError('GT_REPOSITORY_EMPTY', `${gitUrl} has no commit on any branch yet`, {
      hint: 'push a first commit to it, then run this again',
    })
  }
  const what = asked === undefined ? `${gitUrl} names no default branch` : `${gitUrl} has no branch ${asked}`
  const known = didYouMean(asked ?? '', branches, 'branch')
  throw new UsageError('GT_BRANCH_NOT_FOUND', what, {hint: wanted === undefined ? `add --branch; ${known}` : known})
}

/** Whether the origin had this branch when this clone last saw it. Files tell where it is; where they do not, git is asked. */
export async function hasRemoteBranch(
  connection: Connection,
  folder: string,
  branch: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const ref = `${remotes}${branch}`
  const [loose, packed] = await connection.inspect([
    {op: 'read', path: join(folder, '.git', ref), maxBytes: 4096},
    {op: 'read', path: join(folder, '.git', 'packed-refs'), maxBytes: maxPackedRefs},
  ])
  const head = loose.ok ? parseHead(loose.value.toString()) : undefined
  if (head && 'commit' in head) return true
  if (packed.ok && packedRef(packed.value.toString(), ref) !== undefined) return true
  const args = ['rev-parse', '--verify', '--quiet', ref]
  return (await gitValue(connection, args, {cwd: folder, signal})) !== undefined
}

/** The origin's default branch as this clone knows it, even if it has no such branch. */
export async function originHead(
  connection: Connection,
  folder: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const name = `${remotes}HEAD`
  const [file] = await connection.inspect([{op: 'read', path: join(folder, '.git', name), maxBytes: 4096}])
  const head = file.ok ? parseHead(file.value.toString()) : undefined
  if (head && 'branch' in head && head.branch.startsWith(remotes)) return head.branch.slice(remotes.length)
  const ref = await gitValue(connection, ['symbolic-ref', '--quiet', name], {cwd: folder, signal})
  return ref?.startsWith(remotes) ? ref.slice(remotes.length) : undefined
}

async function remoteBranches(
  connection: Connection,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const lines = await gitLines(connection, ['for-each-ref', '--format=%(refname)', remotes], {cwd: folder, signal})
  return lines.map((ref) => ref.slice(remotes.length)).filter((name) => name !== 'HEAD')
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
