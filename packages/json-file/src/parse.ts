import {maxJsonBytes, measure} from './limits.js'
import type {JsonProblem} from './problem.js'
import type {Validator} from './validator.js'

export type Parsed<T> = {ok: true; value: T} | {ok: false; problem: JsonProblem}

/**
 * Parses and validates the bytes of one JSON document; a mistake comes with its place. Comments, trailing commas and a
 * byte order mark are no mistakes: people edit these files, and editors put them there.
 */
export async function parseJson<T>(bytes: Uint8Array, validate: Validator<T>): Promise<Parsed<T>> {
  const read = await parseAny(bytes)
  if (!read.ok) return read
  const {value, text} = read
  if (validate(value)) return {ok: true, value}
  const {schemaProblem} = await import('./problem-position.js')
  const problem = schemaProblem(text, validate.errors ?? [])
  return {ok: false, problem: isOfLaterGt(value) ? {...problem, isLater: true} : problem}
}

/** What the bytes of any JSON document say, read in the same way, or undefined: for questions that must be answered before it is known to be valid. */
export async function parseLoosely(bytes: Uint8Array): Promise<unknown> {
  const read = await parseAny(bytes)
  return read.ok ? read.value : undefined
}

async function parseAny(
  bytes: Uint8Array,
): Promise<{ok: true; value: unknown; text: string} | {ok: false; problem: JsonProblem}> {
  if (bytes.length > maxJsonBytes) return {ok: false, problem: atStart('the file is larger than 4 MiB')}
  const decoded = decode(bytes)
  if (decoded === undefined) {
    return {ok: false, problem: atStart(`the file is not UTF-8 text${isUtf16(bytes) ? ' but UTF-16' : ''}`)}
  }
  const text = withoutMark(decoded)
  const {over} = measure(text)
  if (over) {
    const {positionOf} = await import('./problem-position.js')
    return {ok: false, problem: {...positionOf(text, over.offset), expected: over.expected}}
  }
  const strict = parseStrictly(text)
  if (strict) return {ok: true, ...strict, text}
  const {parseTolerantly} = await import('./tolerant.js')
  const tolerant = parseTolerantly(text)
  if (tolerant) return {ok: true, ...tolerant, text}
  const {syntaxProblem} = await import('./problem-position.js')
  return {ok: false, problem: syntaxProblem(text)}
}

export function parseStrictly(text: string): {value: unknown} | undefined {
  try {
    return {value: JSON.parse(text)}
  } catch {
    return undefined
  }
}

function atStart(expected: string): JsonProblem {
  return {line: 1, column: 1, expected}
}

/** Such a document is not broken, and rebuilding it would take what this gt does not know. */
function isOfLaterGt(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('version' in value)) return false
  return typeof value.version === 'number' && Number.isInteger(value.version) && value.version > 1
}

/** The text of these bytes, or undefined when they are not UTF-8. */
export function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes)
  } catch {
    return undefined
  }
}

/** Whether the bytes say of themselves that they are of the other encoding that editors write. */
export function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
}

/** The text behind its byte order mark, if there is one. */
export function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text
}
