import type {Connection, LockOptions} from '@gt-town/contract'
import type {Edit} from './edit-request.js'
import {maxJsonBytes as maxBytes} from './limits.js'
import {decode, parseJson} from './parse.js'
import {FileCorruptError} from './problem.js'
import type {Validator} from './validator.js'

/**
 * Reads one JSON file.
 * @throws FileCorruptError with the place and what was expected; NotFoundError and its kin from the connection
 */
export async function readJson<T>(connection: Connection, path: string, validate: Validator<T>): Promise<T> {
  const parsed = await parseJson(await connection.readFile(path, {maxBytes}), validate)
  if (parsed.ok) return parsed.value
  throw new FileCorruptError(path, parsed.problem)
}

/**
 * Read-modify-write of one JSON file under its lock. Only the edited places change: comments, unknown keys, their
 * order and the layout of the rest stay as they are, byte by byte.
 * @param decide gets what the file says now; no edits means that nothing is written
 * @returns the document as it is after the edits
 * @throws FileCorruptError, in which case nothing was written; LockError; what the connection throws
 */
export async function updateJson<T>(
  connection: Connection,
  path: string,
  validate: Validator<T>,
  decide: (value: T) => readonly Edit[] | Promise<readonly Edit[]>,
  options: LockOptions = {},
): Promise<T> {
  return connection.withLock(path, async () => editJson(connection, path, validate, decide), options)
}

/** The same for a caller that holds the lock already. */
export async function editJson<T>(
  connection: Connection,
  path: string,
  validate: Validator<T>,
  decide: (value: T) => readonly Edit[] | Promise<readonly Edit[]>,
): Promise<T> {
  const bytes = await connection.readFile(path, {maxBytes})
  const before = await parseJson(bytes, validate)
  if (!before.ok) throw new FileCorruptError(path, before.problem)
  const edits = await decide(before.value)
  if (edits.length === 0) return before.value
  const {applyJsonEdits} = await import('./edit.js')
  const edited = applyJsonEdits(decode(bytes) ?? '', edits)
  if (!edited.ok) throw new FileCorruptError(path, edited.problem)
  const {text} = edited
  const after = await parseJson(new TextEncoder().encode(text), validate)
  if (!after.ok) throw new FileCorruptError(path, after.problem)
  await connection.writeFile(path, text)
  return after.value
}
