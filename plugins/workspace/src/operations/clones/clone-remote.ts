import {dirname, join} from 'node:path'
import type {Connection} from '@gt-town/contract'
import {git, isLocalPath, originOf, parseGitUrl} from '@gt-town/git'
import {stripClone} from './fresh-clone.js'

/** Where a clone comes from and what is checked out in it. */
export interface CloneSource {
  readonly gitUrl: string
  /** default: the repository's own default branch */
  readonly branch?: string | undefined
  /** a partial clone, such as `blob:none` */
  readonly filter?: string | undefined
}

export interface CloneOptions {
  signal?: AbortSignal | undefined
  /** hears git's progress */
  report?: ((line: string) => void) | undefined
}

/**
 * Clones over the network into `target`, which must not exist; nothing is checked out yet, no local branch is made. All branches come along,
 * so that later clones of this rig need no network.
 * @throws UsageError `GT_GIT_URL_INVALID`; GtError `GT_GIT_FAILED`
 */
export async function cloneRemote(
  connection: Connection,
  target: string,
  {gitUrl, filter}: CloneSource,
  {signal, report}: CloneOptions = {},
): Promise<void> {
  // A URL may come from a file that someone else wrote.
  parseGitUrl(gitUrl, () => '/')
  const args = ['clone', '--no-checkout', '--no-recurse-submodules', '--progress', '--origin', 'origin']
  // git ignores a filter when it merely copies a repository of this machine.
  if (filter !== undefined) args.push(`--filter=${filter}`, ...(isLocalPath(gitUrl) ? ['--no-local'] : []))
  await git(connection, [...args, '--', gitUrl, target], {
    cwd: dirname(target),
    writes: [target],
    network: true,
    signal,
    report,
  })
  // git writes a path in its own way.
  const config = (await connection.readFile(join(target, '.git', 'config'))).toString()
  if (originOf(config) !== gitUrl) {
    await git(connection, ['config', 'remote.origin.url', gitUrl], {cwd: target, writes: [target], signal})
  }
  await dissociate(connection, target, signal)
  await stripClone(connection, {folder: target, signal})
}

/** A repository of this machine may itself borrow objects: a clone that did the same would break with the lender. */
async function dissociate(connection: Connection, target: string, signal: AbortSignal | undefined): Promise<void> {
  const alternates = join(target, '.git', 'objects', 'info', 'alternates')
  if (!(await connection.fileExists(alternates))) return
  await git(connection, ['repack', '-a', '-d', '-q'], {cwd: target, writes: [target], signal})
  await connection.remove(alternates)
}
