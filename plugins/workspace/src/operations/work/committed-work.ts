import type {Connection} from '@gt-town/contract'
import {riskOf, type Risk} from '../../domain/polecats/work-at-risk.js'
import {
  git,
  graphFormat,
  parseGraph,
  reachable,
  refsBelow,
  refsOf,
  type CommitGraph,
  type NeutralAccess,
  type Refs,
} from '@gt-town/git'
import {tipsOf} from './tips.js'

/** What is known to be elsewhere. */
export interface Elsewhere {
  /** commits; those that are not here are passed over */
  readonly tips: readonly string[]
  readonly tags: Refs
  readonly gitUrl?: string | undefined
  /** brings here what is missing of `tips`; @returns a folder of objects that git is to use as well */
  readonly complete?: (access: NeutralAccess) => Promise<string | undefined>
}

export interface CommittedWork {
  readonly risks: readonly Risk[]
  /** commits that were amended or rebased away */
  readonly superseded: readonly string[]
  /** commits that were fetched from the origin, and that it has not got any more */
  readonly fetched: readonly string[]
}

/** Commits, stashes and tags of a repository that are nowhere else, as far as is known. */
export async function committedWork(
  connection: Connection,
  gitDir: string,
  access: NeutralAccess,
  {tips: safe, tags, gitUrl, complete}: Elsewhere,
  signal?: AbortSignal,
): Promise<CommittedWork> {
  const refs = await refsOf(connection, gitDir, {access, signal})
  const isSafe = ([name, oid]: readonly [string, string]): boolean =>
    name.startsWith('refs/tags/') && tags.get(name.slice('refs/tags/'.length)) === oid
  const tips = await tipsOf(connection, gitDir, refs, {isSafe, gitUrl})
  const wanted = [...tips.live, ...tips.logged, ...tips.superseded, ...tips.fetched].filter(
    (oid) => !safe.includes(oid),
  )
  const list = async (objects?: string): Promise<CommitGraph> =>
    graphOf(connection, access, wanted, safe, {objects, signal})
  let graph: CommitGraph = wanted.length === 0 ? new Map() : await list()
  if (graph.size > 0 && complete) {
    const objects = await complete(access)
    if (objects !== undefined) graph = await list(objects)
  }
  const replaced = new Set(reachable(graph, tips.superseded))
  // What the origin once had is not the work of whoever fetched it.
  const fetched = new Set(reachable(graph, tips.fetched))
  const live = new Set(reachable(graph, tips.live))
  const logged = reachable(graph, tips.logged).filter((id) => !replaced.has(id) && !fetched.has(id))
  const only = new Set([...live, ...logged])
  const titles = (ids: Iterable<string>): string[] => [...ids].map((id) => graph.get(id)?.title ?? id)
  const ownTags = [...refsBelow(refs, 'refs/tags/')].filter(([name, oid]) => tags.get(name) !== oid)
  return {
    risks: [
      ...riskOf('unpushed', titles([...graph.keys()].filter((id) => only.has(id)))),
      ...riskOf('stashed', tips.stashes),
      ...riskOf(
        'unproven',
        ownTags.map(([name]) => name),
      ),
    ],
    superseded: titles([...replaced].filter((id) => !only.has(id))),
    fetched: titles([...fetched].filter((id) => !only.has(id) && !replaced.has(id))),
  }
}

/** Commits that lead up to these and not to the safe ones, the newest first. */
async function graphOf(
  connection: Connection,
  access: NeutralAccess,
  wanted: readonly string[],
  safe: readonly string[],
  {objects, signal}: {objects: string | undefined; signal: AbortSignal | undefined},
): Promise<CommitGraph> {
  const input = [...wanted, ...safe.map((oid) => `^${oid}`)].map((line) => `${line}\n`).join('')
  const args = ['rev-list', '--ignore-missing', `--format=${graphFormat}`, '--stdin']
  const env = objects === undefined ? access.env : {...access.env, GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(objects)}
  return parseGraph(await git(connection, args, {...access, env, input, signal}))
}

/** As git's list of alternates wants a path with a colon in it. */
export function quoted(path: string): string {
  return /[:"\\]/.test(path) ? `"${path.replaceAll(/["\\]/g, String.raw`\$&`)}"` : path
}
