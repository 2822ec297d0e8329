import {createHash} from 'node:crypto'
import {join} from 'node:path'
import type {Connection} from '@gt-town/contract'
import {gitLines, type NeutralAccess} from '@gt-town/git'
import type {IndexEntry} from '../../domain/polecats/work-at-risk.js'

/**
 * Files that git was told to take as unchanged (`--assume-unchanged`, `--skip-worktree`) and that are not, or of which that
 * cannot be told. What is gone holds nothing.
 */
export async function hiddenChanges(
  connection: Connection,
  folder: string,
  index: readonly IndexEntry[],
  access: NeutralAccess,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const hidden = index.filter((entry) => entry.isHidden)
  const looks = hidden.map(({path}) => ({op: 'stat', path: join(folder, path), follow: false}) as const)
  const stats = await connection.inspect(looks)
  const typeOf = new Map(hidden.map(({path}, at) => [path, stats[at]?.ok ? stats[at].value.type : undefined]))
  const isFile = (entry: IndexEntry): boolean => !entry.isLink && typeOf.get(entry.path) === 'file'
  const idOf = new Map<string, string | undefined>()
  const files = hidden.filter((entry) => isFile(entry) && !entry.path.includes('\n'))
  if (files.length > 0) {
    const input = files.map(({path}) => `${path}\n`).join('')
    const ids = await gitLines(connection, ['hash-object', '--stdin-paths'], {...access, input, signal})
    for (const [at, {path}] of files.entries()) idOf.set(path, ids[at])
  }
  for (const entry of hidden) {
    const {path} = entry
    if (isFile(entry) && path.includes('\n')) {
      idOf.set(path, (await gitLines(connection, ['hash-object', '--', path], {...access, signal}))[0])
    } else if (entry.isLink && typeOf.get(path) === 'symlink') {
      idOf.set(path, await idOfLink(connection, join(folder, path), entry.oid.length, signal))
    }
  }
  // Of a name that is no UTF-8 nobody can be asked.
  const isUnknown = ({path}: IndexEntry): boolean => path.includes('\ufffd')
  const isChanged = ({path, oid}: IndexEntry): boolean => typeOf.get(path) !== undefined && idOf.get(path) !== oid
  return hidden.filter((entry) => isUnknown(entry) || isChanged(entry)).map(({path}) => path)
}

/** git keeps what a link says as it keeps a file's content. @param digits of the ids of the repository */
async function idOfLink(
  connection: Connection,
  path: string,
  digits: number,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const {code, stdout} = await connection.execute(['readlink', '-n', '--', path], {effect: 'read', signal})
  if (code !== 0) return undefined
  const hash = createHash(digits === 64 ? 'sha256' : 'sha1')
  return hash.update(`blob ${stdout.length}\0`).update(stdout).digest('hex')
}
