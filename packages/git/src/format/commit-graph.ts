/** Commits by their id, as far as they were listed. */
export type CommitGraph = ReadonlyMap<string, Commit>
export interface Commit {
  readonly parents: readonly string[]
  /** `a1b2c3d Subject` */
  readonly title: string
}

/** For `git rev-list --format=…`, whose other lines have no NUL: one commit a line. */
export const graphFormat = '%H %P%x00%h %s'

export function parseGraph(output: string): CommitGraph {
  const commits = output.split('\n').flatMap((line): [string, Commit][] => {
    if (!line.includes('\0')) return []
    const [ids = '', title = ''] = line.split('\0')
    const [id = '', ...parents] = ids.split(' ').filter((word) => word !== '')
    return id === '' ? [] : [[id, {parents, title}]]
  })
  return new Map(commits)
}

/** Those of the graph that one of these leads to, themselves included, in the order of the graph. */
export function reachable(graph: CommitGraph, from: Iterable<string>): string[] {
  const found = new Set<string>()
  const waiting = [...from]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const commit = graph.get(id)
    if (commit === undefined || found.has(id)) continue
    found.add(id)
    waiting.push(...commit.parents)
  }
  return [...graph.keys()].filter((id) => found.has(id))
}
