import {join} from 'node:path'
import {GtError, type Connection} from '@gt-town/contract'
import {
  parseIndex,
  parseStatus,
  riskOf,
  unfinished,
  type IndexEntry,
  type Risk,
  type StatusFacts,
} from '../../domain/polecats/work-at-risk.js'
import {polecatMailLink} from '@gt-town/town-layout'
import {isMailLink} from '../../domain/polecats/mail-link.js'
import {committedRisks} from './committed-work.js'
import {git, gitLines, gitValue} from '../git/git.js'
import {inspectClone} from '../clones/inspect-clone.js'
import type {Refs} from '../git/refs.js'

export interface RiskOptions {
  /** tags that are safe elsewhere; undefined: nobody could be asked */
  tags: Refs | undefined
  /** the folder `mail` is a link to this one, and no work */
  mailFolder?: string
  signal?: AbortSignal | undefined
}

export interface WorkAtRisk {
  readonly risks: readonly Risk[]
  /** ignored files and folders, which go with the clone without being asked about */
  readonly ignored: readonly string[]
}

/**
 * What would be lost if this clone were deleted: whatever is neither committed nor on a remote-tracking branch.
 * Ignored files do not count, except for a repository or a mail folder among them.
 * @throws GtError `GT_CLONE_UNREADABLE` when that cannot be told
 */
export async function workAtRisk(connection: Connection, folder: string, options: RiskOptions): Promise<WorkAtRisk> {
  const {signal} = options
  const state = await inspectClone(connection, folder)
  const [gitDir] = await connection.inspect([{op: 'stat', path: join(folder, '.git'), follow: false}])
  if (state.state !== 'valid' || !gitDir.ok || gitDir.value.type !== 'directory') {
    const reason = 'reason' in state ? state.reason : 'it is not a clone with a .git folder of its own'
    throw new GtError('GT_CLONE_UNREADABLE', `cannot tell what ${folder} holds: ${reason}`, {
      hint: 'look at it yourself: gt deletes only what it can prove to be safe elsewhere',
    })
  }
  const args = ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--ignored=matching']
  const thorough = {cwd: folder, signal, thorough: true}
  const status = parseStatus(await git(connection, [...args, '--ignore-submodules=none'], thorough))
  const index = parseIndex(await git(connection, ['ls-files', '-v', '-s', '-z'], {cwd: folder, signal}))
  const {untracked, ignored} = await withoutMailLink(connection, folder, status, options.mailFolder)
  const nested = [
    ...untracked.filter((path) => path.endsWith('/')),
    ...(await repositoriesIn(connection, folder, ignored)),
  ]
  const risks = [
    ...riskOf('uncommitted', status.changed),
    ...riskOf(
      'untracked',
      untracked.filter((path) => !path.endsWith('/')),
    ),
    ...riskOf('hidden', await hiddenChanges(connection, folder, index, signal)),
    ...riskOf('nested', nested),
    ...(await submoduleRisks(connection, folder, index, status, signal)),
    ...(await committedRisks(connection, folder, options)),
    ...(await unfinishedRisks(connection, folder)),
  ]
  return {risks, ignored: ignored.filter((path) => !nested.includes(path))}
}

/** The link to the mail is gt's. Anything else of that name, which git was told to ignore, may hold mail. */
async function withoutMailLink(
  connection: Connection,
  folder: string,
  {untracked, ignored}: StatusFacts,
  mailFolder: string | undefined,
): Promise<{untracked: string[]; ignored: string[]}> {
  const isMail = (path: string): boolean => mailFolder !== undefined && isMailLink(path)
  const found = [...untracked, ...ignored].filter(isMail)
  const rest = {untracked: untracked.filter((path) => !isMail(path)), ignored: ignored.filter((path) => !isMail(path))}
  if (found.length === 0) return rest
  const [link] = await connection.inspect([{op: 'stat', path: polecatMailLink(folder), follow: false}])
  return link.ok && link.value.type === 'symlink'
    ? rest
    : {...rest, untracked: [...rest.untracked, ...found.map(asFile)]}
}

function asFile(path: string): string {
  return path.replace(/\/$/, '')
}

async function repositoriesIn(connection: Connection, folder: string, ignored: readonly string[]): Promise<string[]> {
  const folders = ignored.filter((path) => path.endsWith('/'))
  const stats = await connection.inspect(
    folders.map((path) => ({op: 'stat', path: join(folder, path, '.git')}) as const),
  )
  return folders.filter((_path, index) => stats[index]?.ok)
}

/** Files that git was told to take as unchanged (`--assume-unchanged`, `--skip-worktree`) and that are not. */
async function hiddenChanges(
  connection: Connection,
  folder: string,
  index: readonly IndexEntry[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const hidden = index.filter((entry) => entry.isHidden && !entry.path.includes('\n'))
  const looks = hidden.map(({path}) => ({op: 'stat', path: join(folder, path), follow: false}) as const)
  const stats = await connection.inspect(looks)
  const present = hidden.filter((_entry, at) => {
    const stat = stats[at]
    return stat?.ok === true && stat.value.type === 'file'
  })
  if (present.length === 0) return []
  const input = present.map(({path}) => `${path}\n`).join('')
  const oids = await gitLines(connection, ['hash-object', '--stdin-paths'], {cwd: folder, input, signal})
  return present.filter(({oid}, at) => oids[at] !== oid).map(({path}) => path)
}

async function submoduleRisks(
  connection: Connection,
  folder: string,
  index: readonly IndexEntry[],
  status: StatusFacts,
  signal: AbortSignal | undefined,
): Promise<Risk[]> {
  const paths = index.filter((entry) => entry.isSubmodule).map(({path}) => path)
  const stats = await connection.inspect(paths.map((path) => ({op: 'stat', path: join(folder, path, '.git')}) as const))
  const items = new Set(status.submodules)
  for (const path of paths.filter((_path, at) => stats[at]?.ok)) {
    const inside = {cwd: join(folder, path), signal}
    const stash = await gitValue(connection, ['rev-parse', '--verify', '--quiet', 'refs/stash'], inside)
    const args = ['rev-list', '--count', '--branches', 'HEAD', '--not', '--remotes']
    if (stash !== undefined || (await git(connection, args, inside)).trim() !== '0') items.add(path)
  }
  return riskOf('submodule', [...items])
}

async function unfinishedRisks(connection: Connection, folder: string): Promise<Risk[]> {
  const gitDir = join(folder, '.git')
  const [worktrees, ...looks] = await connection.inspect([
    {op: 'list', path: join(gitDir, 'worktrees')},
    ...unfinished.map(([file]) => ({op: 'stat', path: join(gitDir, file)}) as const),
  ])
  const operations = unfinished.filter((_entry, at) => looks[at]?.ok).map(([, operation]) => operation)
  return [
    ...riskOf('in-progress', operations),
    ...riskOf('worktree', worktrees.ok ? worktrees.value.map(({name}) => name) : []),
  ]
}
