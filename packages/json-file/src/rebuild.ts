import {isGtError, type Connection} from '@gt-town/contract'
import {printJson} from './file.js'
import {copyCorrupt, moveCorrupt} from './keep-corrupt.js'
import {parseJson} from './parse.js'
import {salvageJson} from './salvage.js'
import type {Validator} from './validator.js'

/**
 * Makes a JSON file valid again, for a caller that holds its lock; a valid one stays as it is, a broken one is kept beside it.
 * @param make gets what can still be read of the old document and returns the new one
 * @param isSound what a valid document must be besides
 */
export async function rebuildJson<T>(
  connection: Connection,
  path: string,
  validate: Validator<T>,
  make: (broken: unknown) => T | Promise<T>,
  isSound: (value: T) => boolean = () => true,
): Promise<void> {
  await rebuildFile(connection, path, async (old) => {
    const parsed = old && (await parseJson(old, validate))
    if (parsed?.ok && isSound(parsed.value)) return undefined
    return printJson(await make(old && (await salvageJson(old))))
  })
}

/**
 * The same for a file of any kind; what is there is kept beside it as `<name>.corrupt-<time>`.
 * @param decide gets the bytes that are there, undefined when there are none to read; what it returns is written, and
 *   undefined means that the file is well as it is
 */
export async function rebuildFile(
  connection: Connection,
  path: string,
  decide: (old: Buffer | undefined) => string | undefined | Promise<string | undefined>,
): Promise<void> {
  const [entry] = await connection.inspect([{op: 'stat', path, follow: false}])
  if (!entry.ok && entry.error.code !== 'GT_NOT_FOUND') throw entry.error
  const isFile = entry.ok && entry.value.type === 'file'
  const old = entry.ok ? await readIfPossible(connection, path, isFile) : undefined
  const text = await decide(old)
  if (text === undefined) return
  if (isFile && old) await copyCorrupt(connection, path, old)
  else if (entry.ok) await moveCorrupt(connection, path)
  await connection.writeFile(path, text)
}

/** A folder, a link that leads nowhere, or a file too large to be one of ours has nothing to say. */
async function readIfPossible(connection: Connection, path: string, isFile: boolean): Promise<Buffer | undefined> {
  try {
    return await connection.readFile(path)
  } catch (error) {
    if (!isFile || isGtError(error, 'GT_TOO_LARGE')) return undefined
    throw error
  }
}
