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
