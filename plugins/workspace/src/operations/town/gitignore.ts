import {basename, join} from 'node:path'
import {isGtError, type Connection, type LockOptions, type Workspace} from '@gt-town/contract'
import {moveCorrupt} from '@gt-town/json-file'
import {isLaterLine, withPatterns} from '../../domain/town/gitignore.js'
import {gitignoreFile, lockFile} from '@gt-town/town-layout'
import {folderEntryAt} from '../files/ensure-folder.js'
import {repairLock} from '../files/repair-lock.js'

/** What was done to a file: nothing when both are the same; `before` is undefined where there was none. */
export interface GitignoreChange {
  before: Buffer | undefined
  after: Buffer
}

/**
 * Adds what is missing for these rigs to the town's .gitignore, under its lock; the user's lines stay as they are.
 * @throws LockError; what the connection throws, such as NotAFileError for a link
 */
export async function ignoreRigs(
  connection: Connection,
  town: Workspace,
  rigs: readonly string[],
  options: LockOptions = {},
): Promise<GitignoreChange> {
  const path = gitignoreFile(town)
  return connection.withLock(
    path,
    async () => {
      const before = await readIfThere(connection, path)
      const after = addLines(before ?? Buffer.alloc(0), rigs)
      if (!before?.equals(after)) await connection.writeFile(path, after)
      return {before, after}
    },
    options,
  )
}

/** Byte by byte, so that lines of the user's in any old encoding survive. */
function addLines(bytes: Buffer, rigs: readonly string[]): Buffer {
  const text = withPatterns(
    bytes.toString('latin1'),
    rigs.map((rig) => Buffer.from(rig).toString('latin1')),
  )
  return Buffer.from(text, 'latin1')
}

async function readIfThere(connection: Connection, path: string): Promise<Buffer | undefined> {
  try {
    return await connection.readFile(path)
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return undefined
    throw error
  }
}

/** Adds the lines that the town's .gitignore lacks, after making it a file that can be read and written. */
export async function repairGitignore(connection: Connection, town: Workspace, rigs: readonly string[]): Promise<void> {
  const path = gitignoreFile(town)
  await repairLock(connection, lockFile(path))
  const entry = await folderEntryAt(connection, path)
  if (entry && entry.type !== 'file') await moveCorrupt(connection, path)
  else if (entry && (entry.mode & 0o600) !== 0o600) await connection.chmod(path, entry.mode | 0o600)
  await ignoreRigs(connection, town, rigs)
}

/** Which of these lines the town's .gitignore lacks. A link counts as no file, as it does for git. */
async function missingLines(connection: Connection, town: Workspace, lines: readonly string[]): Promise<string[]> {
  const path = gitignoreFile(town)
  const [entry, content] = await connection.inspect([
    {op: 'stat', path, follow: false},
    {op: 'read', path},
  ])
  const isReadable = content.ok && entry.ok && entry.value.type === 'file'
  const present = isReadable ? linesOf(content.value) : new Set<string>()
  return lines.filter((line) => !present.has(Buffer.from(line).toString('latin1')))
}

/**
 * The same without those that are of no use yet: earlier versions made towns without the lines for these paths, and each is added before
 * anything is written there.
 */
export async function neededLines(
  connection: Connection,
  town: Workspace,
  lines: readonly string[],
): Promise<string[]> {
  const missing = await missingLines(connection, town, lines)
  const late = missing.filter((line) => isLaterLine(line))
  const stats = await connection.inspect(late.map((line) => ({op: 'stat', path: join(town.root, line)}) as const))
  // A town may keep its own files in either of two folders: what is used in one has a line for each.
  const used = new Set(late.filter((_line, at) => stats[at]?.ok === true).map((line) => basename(line)))
  return missing.filter((line) => !late.includes(line) || used.has(basename(line)))
}

/** Each rig asks for the same bytes: taken apart once, or a thousand rigs would take a million steps. */
const known = new WeakMap<Uint8Array, ReadonlySet<string>>()

/** Byte by byte: a line of the user's in another encoding is no reason not to find ours. */
function linesOf(bytes: Buffer): ReadonlySet<string> {
  const lines =
    known.get(bytes) ??
    new Set(
      bytes
        .toString('latin1')
        .split('\n')
        .map((line) => line.trimEnd()),
    )
  known.set(bytes, lines)
  return lines
}
