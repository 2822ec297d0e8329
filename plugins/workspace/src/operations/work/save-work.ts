import {join} from 'node:path'
import {GtError, type Connection} from '@gt-town/contract'
import {isSavable, type Risk} from '../../domain/polecats/work-at-risk.js'
import {git, gitLines, gitValue, type GitOptions} from '../git/git.js'
import {localRefs} from '../git/refs.js'

/** What references cannot hold: it lies outside of this repository, or is one itself. */
const identity = {
  GIT_AUTHOR_NAME: 'gt',
  GIT_AUTHOR_EMAIL: 'gt@localhost',
  GIT_COMMITTER_NAME: 'gt',
  GIT_COMMITTER_EMAIL: 'gt@localhost',
}

/** All that a clone holds at one moment, as object ids. */
export interface Snapshot {
  /** branches, tags, stashes and HEAD, by their name below a prefix */
  readonly commits: Readonly<Record<string, string>>
  /** trees: what is staged, and what the files are, untracked ones included */
  readonly trees: Readonly<Record<string, string>>
}

/**
 * Saves all work of a clone as references of another one, below `prefix`.
 * @param prefix starts with `refs/`
 * @throws GtError `GT_WORK_UNSAVABLE`, `GT_GIT_FAILED`; nothing of the clone's has been lost then
 */
export async function saveWork(
  connection: Connection,
  clone: string,
  keeper: string,
  prefix: string,
  risks: readonly Risk[],
  signal?: AbortSignal,
): Promise<{snapshot: Snapshot; saved: string[]}> {
  const stuck = risks.filter((risk) => !isSavable(risk)).flatMap(({items}) => items)
  if (stuck.length > 0) throw unsavableWork(clone, stuck.join(', '))
  const [lfs] = await connection.inspect([{op: 'list', path: join(clone, '.git', 'lfs', 'objects')}])
  if (lfs.ok && lfs.value.length > 0) throw unsavableWork(clone, 'files kept by git-lfs')
  const options = {cwd: clone, writes: [clone], signal}
  const snapshot = await takeSnapshot(connection, clone, signal)
  const wanted = new Map(Object.entries(snapshot.commits))
  for (const [name, tree] of Object.entries(snapshot.trees)) {
    wanted.set(name, await commitTree(connection, tree, snapshot.commits['head'], options))
  }
  const input = [...wanted].map(([name, oid]) => `create ${prefix}/${name} ${oid}\n`).join('')
  await git(connection, ['update-ref', '--stdin'], {...options, input})
  const refspec = `${prefix}/*:${prefix}/*`
  const args = ['fetch', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--', clone, refspec]
  await git(connection, args, {cwd: keeper, writes: [keeper], signal})
  const kept = await localRefs(connection, keeper, signal)
  const missing = [...wanted].filter(([name, oid]) => kept.get(`${prefix}/${name}`) !== oid)
  if (missing.length > 0) throw unsavableWork(clone, missing.map(([name]) => name).join(', '))
  return {snapshot, saved: [...wanted.keys()].map((name) => `${prefix}/${name}`)}
}

/** What a clone holds now; two equal ones mean that nothing was done in between. */
export async function takeSnapshot(connection: Connection, clone: string, signal?: AbortSignal): Promise<Snapshot> {
  const options = {cwd: clone, writes: [clone], signal}
  const commits: Record<string, string> = {}
  for (const [name, oid] of await localRefs(connection, clone, signal)) {
    if (name !== 'refs/stash' && !name.startsWith('refs/gt/')) commits[name.slice('refs/'.length)] = oid
  }
  const head = await gitValue(connection, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], options)
  if (head !== undefined) commits['head'] = head
  const stashes = await gitLines(connection, ['stash', 'list', '--format=%H'], options)
  stashes.forEach((oid, number) => (commits[`stash-${number}`] = oid))
  // With conflicts in it the index cannot become a tree; the files, with their conflict marks, still do.
  const index = await gitValue(connection, ['write-tree'], options)
  return {commits, trees: {...(index === undefined ? {} : {index}), files: await filesTree(connection, options)}}
}

/** The tree of all files that are not ignored, made with an index of its own so that the real one stays as it is. */
async function filesTree(connection: Connection, options: GitOptions & {cwd: string}): Promise<string> {
  const own = join(options.cwd, '.git', 'gt-index')
  const withIndex = {...options, env: {GIT_INDEX_FILE: own}}
  const [index] = await connection.inspect([{op: 'read', path: join(options.cwd, '.git', 'index'), maxBytes: 2 ** 30}])
  if (index.ok) await connection.writeFile(own, index.value)
  await git(connection, ['add', '--all', '--', '.'], {...withIndex, thorough: true})
  const tree = (await git(connection, ['write-tree'], withIndex)).trim()
  await connection.remove(own)
  return tree
}

async function commitTree(
  connection: Connection,
  tree: string,
  parent: string | undefined,
  options: GitOptions,
): Promise<string> {
  const parents = parent === undefined ? [] : ['-p', parent]
  const args = ['commit-tree', tree, ...parents, '-m', 'saved by gt polecat remove --force']
  return (await git(connection, args, {...options, env: identity})).trim()
}

function unsavableWork(clone: string, what: string): GtError {
  return new GtError('GT_WORK_UNSAVABLE', `gt cannot save this work of ${clone} elsewhere: ${what}`, {
    hint: 'move it out of the clone or push it, then remove the polecat',
    exit: 1,
  })
}
