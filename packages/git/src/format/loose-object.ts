/** An object as it is kept, once it is inflated: `commit 123\0` and as many bytes. */
export interface LooseObject {
  readonly type: string
  readonly content: Buffer
}

/** @returns undefined where the bytes are not what their header says */
export function parseObject(inflated: Buffer): LooseObject | undefined {
  const zero = inflated.subarray(0, 32).indexOf(0)
  const [, type = '', size] =
    /^(commit|tree|blob|tag) (\d+)$/.exec(inflated.toString('latin1', 0, Math.max(zero, 0))) ?? []
  const content = inflated.subarray(zero + 1)
  return type !== '' && content.length === Number(size) ? {type, content} : undefined
}

/** The tree that a commit has. */
export function treeOf(commit: LooseObject): string | undefined {
  return commit.type === 'commit'
    ? /^tree ([0-9a-f]{40,64})\n/.exec(commit.content.toString('latin1', 0, 80))?.[1]
    : undefined
}

/** The commits that a commit comes from. */
export function parentsOf(commit: LooseObject): string[] {
  if (commit.type !== 'commit') return []
  const text = commit.content.toString('latin1')
  const headers = text.slice(0, text.indexOf('\n\n') + 1)
  return [...headers.matchAll(/^parent ([0-9a-f]{40,64})$/gm)].map(([, id = '']) => id)
}

/** The folders of a tree. Each entry is `MODE NAME`, a zero and the id as bytes (gitformat-pack(5) and git's tree-walk.c). */
export function subtreesOf(tree: LooseObject, idBytes: number): string[] {
  const {type, content} = tree
  const found: string[] = []
  if (type !== 'tree') return found
  for (let at = 0; at < content.length;) {
    const zero = content.indexOf(0, at)
    if (zero < 0) break
    if (content.toString('latin1', at, at + 6) === '40000 ') {
      found.push(content.toString('hex', zero + 1, zero + 1 + idBytes))
    }
    at = zero + 1 + idBytes
  }
  return found
}
