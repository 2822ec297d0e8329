import {createHash} from 'node:crypto'
import {dirname, join} from 'node:path'
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
  const modeOf = new Map(hidden.map(({path}, at) => [path, stats[at]?.ok ? stats[at].value.mode : 0]))
  const isFile = (entry: IndexEntry): boolean => !entry.isLink && typeOf.get(entry.path) === 'file'
  const idOf = new Map<string, string | undefined>()
  // git takes a line that begins with a quote for a quoted name.
  const isOdd = (path: string): boolean => path.includes('\n') || path.startsWith('"')
  const files = hidden.filter((entry) => isFile(entry) && !isOdd(entry.path))
  if (files.length > 0) {
    const input = files.map(({path}) => `${path}\n`).join('')
    const ids = await gitLines(connection, ['hash-object', '--stdin-paths'], {...access, input, signal})
    for (const [at, {path}] of files.entries()) idOf.set(path, ids[at])
  }
  for (const entry of hidden) {
    const {path} = entry
    if (isFile(entry) && isOdd(path)) {
      idOf.set(path, (await gitLines(connection, ['hash-object', '--', path], {...access, signal}))[0])
    } else if (entry.isLink && typeOf.get(path) === 'symlink') {
      idOf.set(path, await idOfLink(connection, join(folder, path), entry.oid.length, signal))
    }
  }
  // Of a name that is no UTF-8 nobody can be asked, but whether its folder is there.
  const folders = [...new Set(hidden.filter(({path}) => path.includes('\ufffd')).map(({path}) => dirname(path)))]
  const there = await connection.inspect(folders.map((path) => ({op: 'stat', path: join(folder, path)}) as const))
  const isUnknown = ({path}: IndexEntry): boolean =>
    path.includes('\ufffd') && there[folders.indexOf(dirname(path))]?.ok === true
  const isChanged = ({path, oid, isExecutable}: IndexEntry): boolean =>
    typeOf.get(path) !== undefined &&
    (idOf.get(path) !== oid ||
      (typeOf.get(path) === 'file' && ((modeOf.get(path) ?? 0) & 0o100) !== (isExecutable ? 0o100 : 0)))
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
