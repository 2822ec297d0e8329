import {relative} from 'node:path'
import {isGtError, type Connection} from '@gt-town/contract'
import type {Dropped} from './dropped.js'
import {fitIn} from './fit.js'
import {jsonFlaws} from './flaws.js'
import {copyCorrupt, moveCorrupt} from './keep-corrupt.js'
import {decode, parseJson, parseStrictly, withoutMark} from './parse.js'
import {printJson} from './print.js'
import {salvageJson} from './salvage.js'
import type {Validator} from './validator.js'

/** Of a file that is too large to be read otherwise, what makes it so may be left out. */
const maxSalvageBytes = 16 * 1024 * 1024

/** What became of a file that was written anew. */
export interface Rebuilt {
  /** where what was there lies now; undefined where there was nothing */
  readonly original?: string | undefined
  /** what of it is not in the new file; undefined where it could not be read at all */
  readonly dropped?: Dropped | undefined
}

/**
 * Makes a JSON file valid and strict again, for a caller that holds its lock; one that is so already stays as it is. What
 * was there is kept beside it.
 * @param make gets what can still be read of the old document and returns the new one; not called for a document that is
 *   valid, though written with comments and the like
 * @param isSound what a valid document must be besides
 * @returns undefined where nothing was to be done
 */
export async function rebuildJson<T>(
  connection: Connection,
  path: string,
  validate: Validator<T>,
  make: (broken: unknown) => T | Promise<T>,
  isSound: (value: T) => boolean = () => true,
): Promise<Rebuilt | undefined> {
  let dropped: Dropped | undefined
  const written = await rebuildFile(
    connection,
    path,
    async (old) => {
      if (!old) return printJson(await make(undefined))
      const parsed = await parseJson(old, validate)
      const isFine = parsed.ok && isSound(parsed.value)
      if (isFine && (await jsonFlaws(old)).length === 0) return undefined
      const salvaged = await salvageJson(old)
      const text = isFine
        ? await strictTextOf(old, parsed.value)
        : printJson(fitIn(await make(salvaged.value), validate))
      dropped = salvaged.value === undefined ? undefined : salvaged.missingFrom(parseStrictly(text)?.value)
      return text
    },
    {maxBytes: maxSalvageBytes},
  )
  return written && {...written, dropped}
}

async function strictTextOf(old: Uint8Array, value: unknown): Promise<string> {
  const {strictText} = await import('./strict-text.js')
  return strictText(withoutMark(decode(old) ?? ''), value)
}

/** What the report says of it, for people: where the original lies, and what is only there. */
export function printRebuilt({original, dropped}: Rebuilt, root: string): string[] {
  if (original === undefined) return []
  const where = `the original is ${relative(root, original)}`
  if (!dropped) return [`nothing of it could be read; ${where}`]
  const {names, more} = dropped
  if (names.length === 0) return [`every key is kept; ${where}`]
  const lines = Array.from({length: Math.ceil(names.length / perLine)}, (_, line) => {
    const some = names.slice(line * perLine, (line + 1) * perLine).map(shorten)
    return `dropped ${some.join(', ')}; ${where}`
  })
  return more === 0 ? lines : [...lines, `dropped ${more} more; ${where}`]
}

const perLine = 10

function shorten(name: string): string {
  return name.length > 80 ? `${name.slice(0, 80)}...` : name
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
  options: {maxBytes?: number} = {},
): Promise<{original: string | undefined} | undefined> {
  const [entry] = await connection.inspect([{op: 'stat', path, follow: false}])
  if (!entry.ok && entry.error.code !== 'GT_NOT_FOUND') throw entry.error
  const isFile = entry.ok && entry.value.type === 'file'
  const old = entry.ok ? await readIfPossible(connection, path, isFile, options) : undefined
  const text = await decide(old)
  if (text === undefined) return undefined
  let original: string | undefined
  if (isFile && old) original = await copyCorrupt(connection, path, old)
  else if (entry.ok) original = await moveCorrupt(connection, path)
  await connection.writeFile(path, text)
  return {original}
}

/** A folder, a link that leads nowhere, or a file too large to be one of ours has nothing to say. */
async function readIfPossible(
  connection: Connection,
  path: string,
  isFile: boolean,
  options: {maxBytes?: number},
): Promise<Buffer | undefined> {
  try {
    return await connection.readFile(path, options)
  } catch (error) {
    if (!isFile || isGtError(error, 'GT_TOO_LARGE')) return undefined
    throw error
  }
}
