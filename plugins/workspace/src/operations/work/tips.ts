import {join} from 'node:path'
import type {Connection} from '@gt-town/contract'
import {commitsOf, filesBelow, parseHead, parseReflog, refsBelow, type Refs} from '@gt-town/git'

/** Commits that a repository leads to, by how. */
export interface Tips {
  /** by a branch, a tag, what is checked out, or an operation that has not ended */
  readonly live: readonly string[]
  /** by a log alone */
  readonly logged: readonly string[]
  /** by a log that says that they were amended or rebased away */
  readonly superseded: readonly string[]
  /** by what was once fetched from the origin */
  readonly fetched: readonly string[]
  /** `stash@{0}: …`, the newest first */
  readonly stashes: readonly string[]
}

/** Files of a git folder that name commits while an operation goes on. Source: git's refs.c and sequencer.c. */
const operationHeads = [
  ...['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'MERGE_AUTOSTASH', 'REBASE_HEAD'],
  ...['rebase-merge', 'rebase-apply'].flatMap((folder) => ['autostash', 'orig-head'].map((name) => join(folder, name))),
]
const objectId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/
/** What the origin had, and what gt itself once saved there. Of another remote nobody knows whether it is still there. */
const notOwn = /^refs\/(?:remotes\/origin|prefetch|gt\/removed|stash)(?:\/|$)/
const maxBytes = 64 * 1024

/**
 * @param options.isSafe tells references, such as tags, that somebody else has too
 * @param options.gitUrl of the origin
 */
export async function tipsOf(
  connection: Connection,
  gitDir: string,
  refs: Refs,
  {isSafe, gitUrl}: {isSafe: (ref: readonly [string, string]) => boolean; gitUrl: string | undefined},
): Promise<Tips> {
  const own = [...refs].filter((ref) => !notOwn.test(ref[0]) && !isSafe(ref)).map(([, oid]) => oid)
  const folders = [gitDir, ...(await worktreeDirs(connection, gitDir))]
  const texts = async (names: readonly string[]): Promise<string[]> => {
    const requests = folders.flatMap((folder) =>
      names.map((name) => ({op: 'read', path: join(folder, name), maxBytes}) as const),
    )
    const found = await connection.inspect(requests)
    return found.flatMap((text) => (text.ok ? [text.value.toString()] : []))
  }
  const [heads, before, fetches] = await Promise.all([
    texts(['HEAD', ...operationHeads]),
    texts(['ORIG_HEAD']),
    texts(['FETCH_HEAD']),
  ])
  const named = heads.flatMap(idsIn)
  const {ofOrigin, ofOthers} = fetchedIn(fetches.join('\n'), gitUrl)
  const logs = new Map<string, Buffer>()
  for (const folder of folders) {
    for (const [path, text] of await filesBelow(connection, join(folder, 'logs'))) logs.set(join(folder, path), text)
  }
  const stashLog = logs.get(join(gitDir, 'refs', 'stash'))
  logs.delete(join(gitDir, 'refs', 'stash'))
  const ownLogs = [...logs].filter(([path]) => !path.startsWith(join(gitDir, 'refs', 'remotes')))
  const commits = ownLogs.map(([, text]) => commitsOf(parseReflog(text.toString())))
  return {
    live: [...new Set([...own, ...named, ...ofOthers])],
    logged: [...new Set([...commits.flatMap(({used}) => used), ...before.flatMap(idsIn)])],
    superseded: [...new Set(commits.flatMap(({superseded}) => superseded))],
    fetched: [...new Set([...refsBelow(refs, 'refs/remotes/origin/').values(), ...ofOrigin])],
    stashes: stashesOf(refs, stashLog),
  }
}

/** Commits of the lines of FETCH_HEAD: an id, a tab, a note, a tab, and what of which URL it is. */
function fetchedIn(text: string, gitUrl: string | undefined): {ofOrigin: string[]; ofOthers: string[]} {
  const origin = gitUrl === undefined ? undefined : urlInFetchHead(gitUrl)
  const [ofOrigin, ofOthers]: [string[], string[]] = [[], []]
  for (const line of text.split('\n')) {
    const id = /^([0-9a-f]{40,64})\t/.exec(line)?.[1]
    if (id !== undefined) (line.replace(/^.*(?: of |\t)/, '') === origin ? ofOrigin : ofOthers).push(id)
  }
  return {ofOrigin, ofOthers}
}

/** As git's fetch writes a URL there: without who logs in, and slashes and a `.git` at its end. */
function urlInFetchHead(url: string): string {
  const anonymous = url.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/@:]*(?::[^/@]*)?@/i, '$1')
  return anonymous.replace(/\/+$/, '').replace(/\.git$/, '')
}

/** A linked worktree has a HEAD and a log of its own. */
async function worktreeDirs(connection: Connection, gitDir: string): Promise<string[]> {
  const path = join(gitDir, 'worktrees')
  const [list] = await connection.inspect([{op: 'list', path}])
  return list.ok ? list.value.filter(({type}) => type === 'directory').map(({name}) => join(path, name)) : []
}

function idsIn(text: string): string[] {
  const head = parseHead(text)
  if (head && 'branch' in head) return []
  return text.split('\n').filter((line) => objectId.test(line))
}

function stashesOf(refs: Refs, log: Buffer | undefined): string[] {
  if (!refs.has('refs/stash')) return []
  const entries = log ? parseReflog(log.toString()) : []
  if (entries.length === 0) return ['stash@{0}']
  return entries.toReversed().map(({why}, number) => `stash@{${number}}: ${why}`)
}
