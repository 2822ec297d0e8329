import {dirname, join} from 'node:path'
import {GtError, type Connection} from '@gt-town/contract'
import type {CloneOptions, CloneSource} from './clone-remote.js'
import {git, gitValue, inspectClone, originOf, parseHead} from '@gt-town/git'
import {setOriginHead, stripClone} from './fresh-clone.js'

const maxBytes = 1024 * 1024
/** Under this name the sibling is known while its references are copied; no user has a remote of this name. */
const sibling = 'gt-sibling'

/**
 * Whether a clone can lend its objects: valid, of the same repository, and whole without others.
 * @returns why not, or undefined
 */
export async function lendingProblem(
  connection: Connection,
  folder: string,
  {gitUrl}: CloneSource,
): Promise<string | undefined> {
  const state = await inspectClone(connection, folder)
  if (state.state !== 'valid') return 'reason' in state ? state.reason : 'it is missing'
  const gitDir = join(folder, '.git')
  const [own, alternates, shallow, config] = await connection.inspect([
    {op: 'stat', path: join(gitDir, 'objects'), follow: false},
    {op: 'stat', path: join(gitDir, 'objects', 'info', 'alternates')},
    {op: 'stat', path: join(gitDir, 'shallow')},
    {op: 'read', path: join(gitDir, 'config'), maxBytes},
  ])
  if (!own.ok || own.value.type !== 'directory') return 'its objects lie elsewhere'
  if (alternates.ok) return 'it borrows objects itself'
  if (shallow.ok) return 'it is shallow'
  const url = config.ok ? originOf(config.value.toString()) : undefined
  return url === gitUrl ? undefined : `its origin is ${url ?? 'not set'}`
}

/**
 * Makes a clone in `target`, which must not exist, out of one that is here already: git hard-links the objects (or
 * copies them where it cannot), and the remote branches and tags become the same. No network; nothing is checked out.
 */
export async function cloneSibling(
  connection: Connection,
  target: string,
  from: string,
  {gitUrl}: CloneSource,
  {signal, report}: CloneOptions = {},
): Promise<void> {
  const fetch = '+refs/remotes/origin/*:refs/remotes/origin/*'
  const args = ['clone', '--no-checkout', '--no-recurse-submodules', '--progress', '--origin', sibling]
  const settings = [
    `remote.${sibling}.fetch=${fetch}`,
    `remote.origin.url=${gitUrl}`,
    'remote.origin.fetch=+refs/heads/*:refs/remotes/origin/*',
  ]
  await git(connection, [...args, ...settings.flatMap((setting) => ['-c', setting]), '--', from, target], {
    cwd: dirname(target),
    writes: [target],
    signal,
    report,
  })
  await stripClone(connection, {folder: target, remote: sibling, signal})
  await copyFilter(connection, target, from, signal)
  await copyDefaultBranch(connection, target, from, signal)
  if (!(await connection.fileExists(join(target, '.git', 'objects', 'info', 'alternates')))) return
  throw new GtError('GT_CLONE_BORROWS', `the clone ${target} would depend on ${from}`)
}

/** A partial clone must know that what it lacks is at the origin, before anything reads an object. */
async function copyFilter(
  connection: Connection,
  target: string,
  from: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const key = 'remote.origin.partialclonefilter'
  // Most clones are whole, and to read a file is cheaper than to ask git.
  if (!(await mayBePartial(connection, from))) return
  const filter = await gitValue(connection, ['config', '--get', key], {cwd: from, signal})
  if (filter === undefined) return
  for (const [name, value] of [
    ['core.repositoryformatversion', '1'],
    ['extensions.partialClone', 'origin'],
    ['remote.origin.promisor', 'true'],
    [key, filter],
  ] as const) {
    await git(connection, ['config', name, value], {cwd: target, writes: [target], signal})
  }
}

/** False only where the clone's own configuration surely sets no filter. */
async function mayBePartial(connection: Connection, folder: string): Promise<boolean> {
  const text = (await connection.readFile(join(folder, '.git', 'config'))).toString()
  return /partialclonefilter|include|worktreeconfig/i.test(text)
}

async function copyDefaultBranch(
  connection: Connection,
  target: string,
  from: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const head = 'refs/remotes/origin/HEAD'
  const ref =
    (await symbolicRefIn(connection, join(from, '.git', head))) ??
    (await gitValue(connection, ['symbolic-ref', '--quiet', head], {cwd: from, signal}))
  if (ref !== undefined) await setOriginHead(connection, {folder: target, signal}, ref)
}

/** Where it lies as git has always kept them. */
async function symbolicRefIn(connection: Connection, path: string): Promise<string | undefined> {
  const [found] = await connection.inspect([{op: 'read', path, maxBytes: 4096}])
  const head = found.ok ? parseHead(found.value.toString()) : undefined
  return head && 'branch' in head ? head.branch : undefined
}
