import {
  git,
  neutralConfig,
  neutralEnvironment,
  parseGitConfig,
  parseHead,
  parseIndexFile,
  parseReflog,
  refsBelow,
  refsOf,
  tryGit,
  type GitOptions,
  type NeutralAccess,
} from '@gt-town/git'
import {join} from 'node:path'
import {GtError, isGtError, type Connection, type Rig, type Workspace} from '@gt-town/contract'
import {mayorClone, refineryClone} from '@gt-town/town-layout'
import {riskOf, type Risk} from '../../domain/polecats/work-at-risk.js'
import {withStaging} from '../files/staging.js'
import {quoted} from './committed-work.js'
import {seenOrigin} from './origin.js'
import {inspectWork} from './work-at-risk.js'

const maxBytes = 16 * 1024 * 1024

/**
 * What can still be read of one of gt's own clones that is broken, and is nowhere else. git gets a folder of ours that leads to
 * its references and objects, with a HEAD and an index that work, and the objects of the other clone of the rig where its own
 * are broken. Where nothing says what was checked out, its files are held against what the other clone has.
 * @throws GtError `GT_CLONE_UNREADABLE` where git finds no way to tell
 */
export async function workInBrokenClone(
  connection: Connection,
  town: Workspace,
  rig: Rig,
  folder: string,
  signal: AbortSignal,
): Promise<readonly Risk[]> {
  try {
    return await withStaging(connection, town, async (staging) => {
      const gitDir = join(staging, 'git')
      const access = await repairedAccess(connection, town, rig, {folder, gitDir, signal})
      const elsewhere = await seenOrigin(connection, town, rig)
      const options = {elsewhere, effort: 'usual' as const, signal}
      if (!access) {
        if (await hasFiles(connection, folder)) throw cannotTell(folder, 'git finds no commit in it')
        return []
      }
      const {risks} = await inspectWork(connection, town, {folder, gitDir}, access, options)
      return withoutDeletions(connection, folder, risks)
    })
  } catch (error) {
    if (isGtError(error, 'GT_GIT_FAILED')) throw cannotTell(folder, error.message, error)
    if (!isGtError(error, 'GT_PERMISSION_DENIED')) throw error
    throw new GtError('GT_CLONE_UNREADABLE', `cannot tell what ${folder} holds: part of it may not be read`, {
      hint: `let yourself read it (chmod -R u+rwX ${folder}), then run gt doctor --fix again`,
      cause: error,
    })
  }
}

function cannotTell(folder: string, why: string, cause?: unknown): GtError {
  return new GtError('GT_CLONE_UNREADABLE', `cannot tell whether ${folder} holds work: ${why}`, {
    hint: `save what you need of it, move it away, then run gt doctor --fix again`,
    cause,
  })
}

/** Whether anything lies in it beside its git folder. */
async function hasFiles(connection: Connection, folder: string): Promise<boolean> {
  const [list] = await connection.inspect([{op: 'list', path: folder}])
  return !list.ok || list.value.some(({name}) => name !== '.git')
}

/** A file that is missing holds nothing. */
async function withoutDeletions(
  connection: Connection,
  folder: string,
  risks: readonly Risk[],
): Promise<readonly Risk[]> {
  const changed = risks.find(({kind, items, count}) => kind === 'uncommitted' && items.length === count)
  if (!changed) return risks
  const stats = await connection.inspect(
    changed.items.map((path) => ({op: 'stat', path: join(folder, path), follow: false}) as const),
  )
  const items = changed.items.filter((_path, at) => stats[at]?.ok)
  return risks.flatMap((risk) => (risk === changed ? riskOf('uncommitted', items) : [risk]))
}

async function repairedAccess(
  connection: Connection,
  town: Workspace,
  rig: Rig,
  {folder, gitDir, signal}: {folder: string; gitDir: string; signal: AbortSignal},
): Promise<NeutralAccess | undefined> {
  const broken = join(folder, '.git')
  const [list, text, index] = await connection.inspect([
    {op: 'list', path: broken},
    {op: 'read', path: join(broken, 'config'), maxBytes},
    {op: 'read', path: join(broken, 'index'), maxBytes},
  ])
  // One that is a file leads to a folder that somebody else chose.
  if (!list.ok && list.error.code !== 'GT_NOT_FOUND') throw cannotTell(folder, `${broken} is no folder`)
  const entries = list.ok ? list.value : []
  const parsed = text.ok ? parseGitConfig(text.value.toString()) : new Map<string, string>()
  const config = 'badLine' in parsed ? new Map<string, string>() : parsed
  await connection.mkdirAll(join(gitDir, 'refs'))
  await connection.writeFile(join(gitDir, 'config'), neutralConfig(config))
  const linked = entries.filter(({name}) => ['packed-refs', 'logs', 'info'].includes(name))
  for (const {name} of linked) await connection.symlink(join(broken, name), join(gitDir, name))
  if (entries.some(({name, type}) => name === 'refs' && type === 'directory')) {
    await connection.remove(join(gitDir, 'refs'))
    await connection.symlink(join(broken, 'refs'), join(gitDir, 'refs'))
  }
  const other = folder === refineryClone(rig) ? mayorClone(town, rig.name) : refineryClone(rig)
  const commits = [...(await lastCommits(connection, broken)), ...(await lastCommits(connection, join(other, '.git')))]
  if (commits[0] === undefined) return undefined
  await connection.writeFile(join(gitDir, 'HEAD'), `${commits[0]}\n`)
  const [lender, own] = [join(other, '.git', 'objects'), join(broken, 'objects')]
  const hasLender = await connection.fileExists(lender)
  const hasIndex = index.ok && !('problem' in parseIndexFile(index.value))
  const env = {
    GIT_DIR: gitDir,
    GIT_WORK_TREE: folder,
    // The index itself, not a copy: by its time git tells which files it has to compare once more.
    GIT_INDEX_FILE: join(hasIndex ? broken : gitDir, 'index'),
    // Whole objects come first: git does not look further once it has found a broken one.
    GIT_OBJECT_DIRECTORY: hasLender ? lender : own,
    ...(hasLender ? {GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(own)} : {}),
    ...neutralEnvironment,
  }
  const options = {cwd: folder, env, signal}
  const commit = await firstReadable(connection, commits, options)
  if (commit === undefined) return undefined
  await connection.writeFile(join(gitDir, 'HEAD'), `${commit}\n`)
  if (!hasIndex) await git(connection, ['read-tree', commit], {...options, writes: [gitDir]})
  return {cwd: folder, env, config}
}

/** What was checked out: as HEAD says, as its log says; what was last fetched, and whatever else a branch leads to. */
async function lastCommits(connection: Connection, gitDir: string): Promise<string[]> {
  const refs = await refsOf(connection, gitDir).catch(() => new Map<string, string>())
  const [head, log] = await connection.inspect([
    {op: 'read', path: join(gitDir, 'HEAD'), maxBytes},
    {op: 'read', path: join(gitDir, 'logs', 'HEAD'), maxBytes},
  ])
  const said = head.ok ? parseHead(head.value.toString()) : undefined
  const logged = parseReflog(log.ok ? log.value.toString() : '').at(-1)?.after
  const commits = [
    said && ('commit' in said ? said.commit : refs.get(said.branch)),
    logged,
    refs.get('refs/remotes/origin/HEAD'),
    ...refsBelow(refs, 'refs/heads/').values(),
    ...refsBelow(refs, 'refs/remotes/origin/').values(),
  ]
  return commits.filter((commit) => commit !== undefined)
}

async function firstReadable(
  connection: Connection,
  commits: readonly string[],
  options: GitOptions,
): Promise<string | undefined> {
  for (const commit of new Set(commits)) {
    const {code} = await tryGit(connection, ['cat-file', '-e', `${commit}^{tree}`], options)
    if (code === 0) return commit
  }
  return undefined
}
