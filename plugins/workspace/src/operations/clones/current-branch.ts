import {join} from 'node:path'
import type {Connection} from '@gt-town/contract'
import {parseHead} from '@gt-town/git'

/** What HEAD says where references lie in tables: git's Documentation/technical/reftable. */
export const noBranch = 'refs/heads/.invalid'

/** What is checked out in each clone, in the order asked: a branch, or the start of a commit's id; undefined where it cannot be read. */
export async function currentBranch(
  connection: Connection,
  clones: readonly string[],
): Promise<(string | undefined)[]> {
  const heads = await connection.inspect(
    clones.map((clone) => ({op: 'read', path: join(clone, '.git', 'HEAD'), maxBytes: 65_536}) as const),
  )
  return heads.map((outcome) => {
    const head = outcome.ok ? parseHead(outcome.value.toString()) : undefined
    // With tables of references HEAD says this, whatever is checked out.
    if (!head || ('branch' in head && head.branch === noBranch)) return undefined
    return 'branch' in head ? head.branch.replace(/^refs\/heads\//, '') : `(${head.commit.slice(0, 9)})`
  })
}
