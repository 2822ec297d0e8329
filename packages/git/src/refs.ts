import {join} from 'node:path'
import type {Connection} from '@gt-town/contract'
import {parseHead, parsePackedRefs, usesReftable} from './format/git-dir.js'
import {filesBelow} from './files-below.js'
import {gitLines} from './git.js'
import type {NeutralAccess} from './neutral-access.js'

/** The references of a repository, by full name; values are object ids. */
export type Refs = ReadonlyMap<string, string>

const maxPackedRefs = 64 * 1024 * 1024

/** All references, without HEAD. No process, but for a repository that keeps them in tables. */
export async function refsOf(
  connection: Connection,
  gitDir: string,
  {access, signal}: {access?: NeutralAccess; signal?: AbortSignal | undefined} = {},
): Promise<Refs> {
  if (access && usesReftable(access.config)) {
    const args = ['for-each-ref', '--format=%(objectname) %(refname)']
    const lines = await gitLines(connection, args, {...access, signal})
    return new Map(lines.map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]))
  }
  const [packed] = await connection.inspect([{op: 'read', path: join(gitDir, 'packed-refs'), maxBytes: maxPackedRefs}])
  if (!packed.ok && packed.error.code !== 'GT_NOT_FOUND') throw packed.error
  const refs = new Map(packed.ok ? parsePackedRefs(packed.value.toString()) : [])
  const symbolic: [string, string][] = []
  for (const [path, content] of await filesBelow(connection, join(gitDir, 'refs'))) {
    if (path.endsWith('.lock')) continue
    const head = parseHead(content.toString())
    if (head && 'commit' in head) refs.set(`refs/${path}`, head.commit)
    else if (head) symbolic.push([`refs/${path}`, head.branch])
  }
  for (const [name, target] of symbolic) {
    const commit = refs.get(target)
    if (commit !== undefined) refs.set(name, commit)
  }
  return refs
}

/** Those below a prefix, by the rest of their names. */
export function refsBelow(refs: Refs, prefix: string): Refs {
  return new Map(
    [...refs].filter(([name]) => name.startsWith(prefix)).map(([name, oid]) => [name.slice(prefix.length), oid]),
  )
}
