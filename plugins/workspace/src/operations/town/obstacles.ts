import {
  GtError,
  NotADirectoryError,
  NotAFileError,
  PathEscapeError,
  type Connection,
  type FileType,
  type Workspace,
} from '@gt-town/contract'
import {FileCorruptError, maxJsonBytes as maxBytes, parseJson} from '@gt-town/json-file'
import {isAbsent} from '../../domain/is-absent.js'
import {configFile, gitignoreFile} from '@gt-town/town-layout'
import {townFiles, townFolders} from '../../domain/town/new-town.js'

/**
 * Makes sure, before anything is made, that nothing stands in a town's way: every folder and file gt owns is absent or
 * of the right kind, without links that lead elsewhere, and every document that is there already is sound.
 * @throws NotADirectoryError, NotAFileError, PathEscapeError, FileCorruptError, PermissionDeniedError
 */
export async function refuseObstacles(connection: Connection, town: Workspace): Promise<void> {
  const files = townFiles(town)
  const wanted = [
    ...[town.root, ...townFolders(town)].map((path) => ({path, type: 'directory'}) as const),
    ...[...files.map(({path}) => path), gitignoreFile(town), configFile(town)].map(
      (path) => ({path, type: 'file'}) as const,
    ),
  ]
  const stats = await connection.inspect(wanted.map(({path}) => ({op: 'stat', path, follow: false}) as const))
  for (const [index, {path, type}] of wanted.entries()) {
    const stat = stats[index]
    if (!stat || isAbsent(stat)) continue
    if (!stat.ok) throw stat.error
    if (stat.value.type !== type) throw await obstacle(connection, town.root, path, type, stat.value.type)
  }
  await checkDocuments(connection, town)
}

async function obstacle(
  connection: Connection,
  root: string,
  path: string,
  wanted: 'file' | 'directory',
  found: FileType,
): Promise<GtError> {
  if (found === 'symlink') {
    const [target] = await connection.inspect([{op: 'realpath', path}])
    if (!target.ok || !target.value.startsWith(`${root}/`)) return new PathEscapeError(path, root)
  }
  return wanted === 'file' ? new NotAFileError(path) : new NotADirectoryError(path)
}

async function checkDocuments(connection: Connection, town: Workspace): Promise<void> {
  const documents = townFiles(town).flatMap(({path, validate}) => (validate ? [{path, validate}] : []))
  const contents = await connection.inspect(documents.map(({path}) => ({op: 'read', path, maxBytes}) as const))
  for (const [index, {path, validate}] of documents.entries()) {
    const content = contents[index]
    if (!content || isAbsent(content)) continue
    if (!content.ok) throw content.error
    const parsed = await parseJson(content.value, validate)
    if (!parsed.ok) throw new FileCorruptError(path, parsed.problem)
  }
}
