import {join} from 'node:path'
import {GtError, isGtError, messageOf, type Connection, type Workspace} from '@gt-town/contract'
import {polecatMailLink} from '@gt-town/town-layout'
import {isMailLink} from '../../domain/polecats/mail-link.js'
import {
  parseIndex,
  parseStatus,
  riskOf,
  unfinished,
  type Risk,
  type StatusFacts,
} from '../../domain/polecats/work-at-risk.js'
import {git, inspectClone, parseIndexFile, type NeutralAccess} from '@gt-town/git'
import {withNeutralAccess, type Repository} from '../git/neutral.js'
import {committedWork, type Elsewhere} from './committed-work.js'
import {hiddenChanges} from './hidden-changes.js'
import {nestedRepositories} from './nested-repositories.js'
import {submoduleWork} from './submodule-work.js'

const maxIndexBytes = 64 * 1024 * 1024

export interface WorkOptions {
  readonly elsewhere: Elsewhere
  /** the folder `mail` is a link to this one, and no work */
  readonly mailFolder?: string
  readonly effort: Effort
  readonly signal?: AbortSignal | undefined
}

/**
 * `deep` looks below ignored folders and asks the origins of submodules; `quick` takes two processes of git at most and looks
 * into neither, nor into files that git status passes over.
 */
type Effort = 'quick' | 'usual' | 'deep'

export interface WorkAtRisk {
  readonly risks: readonly Risk[]
  /** ignored files and folders */
  readonly ignored: readonly string[]
  /** commits that were amended or rebased away, which nobody needs to be asked about */
  readonly superseded: readonly string[]
  /** commits that were fetched from the origin, and that it has not got any more */
  readonly fetched: readonly string[]
  /** hooks of git that somebody put there */
  readonly hooks: readonly string[]
  /** there is something that this effort does not look into, so that there may be more */
  readonly isAtLeast: boolean
}

/**
 * What is only in this clone: whatever is not known to be elsewhere. No program runs that the clone's own configuration names,
 * and that configuration hides nothing.
 * @throws GtError `GT_CLONE_UNREADABLE` when that cannot be told
 */
export async function workAtRisk(
  connection: Connection,
  town: Workspace,
  folder: string,
  options: WorkOptions,
): Promise<WorkAtRisk> {
  const gitDir = join(folder, '.git')
  await refuseUnreadable(connection, folder)
  try {
    return await withNeutralAccess(connection, town, {folder, gitDir}, async (access) =>
      inspectWork(connection, town, {folder, gitDir}, access, options),
    )
  } catch (error) {
    if (!isGtError(error, 'GT_GIT_FAILED')) throw error
    throw unreadable(folder, messageOf(error), error)
  }
}

export interface WorkPlace {
  readonly folder: string
  readonly gitDir: string
  /** where what was begun and not ended is noted; default the folder's .git */
  readonly begun?: string
}

/** The same of a repository whose git folder was chosen already. */
export async function inspectWork(
  connection: Connection,
  town: Workspace,
  {folder, gitDir, begun = join(folder, '.git')}: WorkPlace,
  access: NeutralAccess,
  {elsewhere, mailFolder, effort, signal}: WorkOptions,
): Promise<WorkAtRisk> {
  const args = ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--ignored=matching']
  // To tell what was renamed git compares contents, which a partial clone need not have.
  if (access.config.has('extensions.partialclone')) args.push('--no-renames')
  // Asking about a submodule's files would start git in there, by the submodule's own configuration.
  const status = parseStatus(
    await git(connection, [...args, '--ignore-submodules=dirty'], {...access, signal, thorough: true}),
  )
  const {untracked, ignored} = await withoutMailLink(connection, folder, status, mailFolder)
  const deep = effort === 'deep'
  const below = await behindStatus(connection, town, {folder, gitDir}, access, {status, effort, signal})
  const nested = [
    ...untracked.filter((path) => path.endsWith('/')),
    ...(await nestedRepositories(connection, folder, ignored, {deep, submodules: below.paths, signal})),
  ]
  const committed = await committedWork(connection, gitDir, access, elsewhere, signal)
  const risks = [
    ...riskOf('uncommitted', status.changed),
    ...riskOf(
      'untracked',
      untracked.filter((path) => !path.endsWith('/')),
    ),
    ...below.hidden,
    ...riskOf('nested', [...new Set(nested)]),
    ...below.submodules,
    ...committed.risks,
    ...(await unfinishedWork(connection, begun)),
  ]
  const hooks = effort === 'quick' ? [] : await ownHooks(connection, begun)
  const rest = ignored.filter((path) => !nested.includes(path))
  const isAtLeast = effort === 'quick' && (below.isAtLeast || rest.some((path) => path.endsWith('/')))
  return {risks, ignored: rest, superseded: committed.superseded, fetched: committed.fetched, hooks, isAtLeast}
}

/** What git status does not tell: changes in files that it passes over, and work in submodules. */
async function behindStatus(
  connection: Connection,
  town: Workspace,
  {folder, gitDir}: {folder: string; gitDir: string},
  access: NeutralAccess,
  {status, effort, signal}: {status: StatusFacts; effort: Effort; signal: AbortSignal | undefined},
): Promise<{hidden: Risk[]; submodules: Risk[]; isAtLeast: boolean; paths: readonly string[]}> {
  if (effort === 'quick') {
    const isPlain = await hasPlainIndex(connection, gitDir, access)
    return {hidden: [], submodules: riskOf('submodule', status.submodules), isAtLeast: !isPlain, paths: []}
  }
  const index = parseIndex(await git(connection, ['ls-files', '-v', '-s', '-z'], {...access, signal}))
  const hidden = riskOf('hidden', await hiddenChanges(connection, folder, index, access, signal))
  const risksOf = async (own: Repository, ownAccess: NeutralAccess, elsewhere: Elsewhere): Promise<readonly Risk[]> => {
    const place = {...own, begun: own.gitDir}
    return (await inspectWork(connection, town, place, ownAccess, {elsewhere, effort, signal})).risks
  }
  const options = {index, status, deep: effort === 'deep', risksOf, signal}
  const submodules = await submoduleWork(connection, town, {folder, gitDir}, options)
  const paths = index.filter(({isSubmodule}) => isSubmodule).map(({path}) => path)
  return {hidden, submodules, isAtLeast: false, paths}
}

/** Whether git status looks at all there is: no file that it passes over, no submodule, now or before. */
async function hasPlainIndex(connection: Connection, gitDir: string, access: NeutralAccess): Promise<boolean> {
  const [index, modules] = await connection.inspect([
    {op: 'read', path: join(gitDir, 'index'), maxBytes: maxIndexBytes},
    {op: 'stat', path: join(gitDir, 'modules')},
  ])
  if (!index.ok) return !modules.ok && index.error.code === 'GT_NOT_FOUND'
  const idBytes = access.config.get('extensions.objectformat') === 'sha256' ? 32 : 20
  const parsed = parseIndexFile(index.value, idBytes)
  if ('problem' in parsed || parsed.shared !== undefined || modules.ok) return false
  return !parsed.has.hidden && parsed.has.submodules.length === 0
}

/** git's own templates all end with `.sample`. */
async function ownHooks(connection: Connection, gitDir: string): Promise<string[]> {
  const [list] = await connection.inspect([{op: 'list', path: join(gitDir, 'hooks')}])
  return list.ok ? list.value.map(({name}) => name).filter((name) => !name.endsWith('.sample')) : []
}

async function refuseUnreadable(connection: Connection, folder: string): Promise<void> {
  const state = await inspectClone(connection, folder)
  const [gitDir] = await connection.inspect([{op: 'stat', path: join(folder, '.git'), follow: false}])
  if (state.state === 'valid' && gitDir.ok && gitDir.value.type === 'directory') return
  throw unreadable(folder, 'reason' in state ? state.reason : 'it is not a clone with a .git folder of its own')
}

function unreadable(folder: string, reason: string, cause?: unknown): GtError {
  return new GtError('GT_CLONE_UNREADABLE', `cannot tell what ${folder} holds: ${reason}`, {
    hint: 'look at it yourself; --force moves it to the trash as it is',
    cause,
  })
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

async function unfinishedWork(connection: Connection, gitDir: string): Promise<Risk[]> {
  const [worktrees, ...looks] = await connection.inspect([
    {op: 'list', path: join(gitDir, 'worktrees')},
    ...unfinished.map(([file]) => ({op: 'stat', path: join(gitDir, file)}) as const),
  ])
  const operations = unfinished.filter((_entry, at) => looks[at]?.ok).map(([, operation]) => operation)
  return [
    ...riskOf('in-progress', [...new Set(operations)]),
    ...riskOf('worktree', worktrees.ok ? worktrees.value.map(({name}) => name) : []),
  ]
}
