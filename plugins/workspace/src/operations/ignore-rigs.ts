import {isGtError, type Connection, type LockOptions, type Workspace} from '@gt-town/contract'
import {withPatterns} from '../domain/gitignore.js'
import {gitignoreFile} from '@gt-town/town-layout'

/** What was done to a file: nothing when both are the same; `before` is undefined where there was none. */
export interface Change {
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
): Promise<Change> {
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
