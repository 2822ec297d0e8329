import type {JsonProblem} from './problem.js'
import type {Validator} from './validator.js'

export type Parsed<T> = {ok: true; value: T} | {ok: false; problem: JsonProblem}

/** Parses and validates the bytes of one JSON document; a mistake comes with its place. */
export async function parseJson<T>(bytes: Uint8Array, validate: Validator<T>): Promise<Parsed<T>> {
  const text = decode(bytes)
  if (text === undefined) return {ok: false, problem: {line: 1, column: 1, expected: 'the file is not UTF-8 text'}}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    const {syntaxProblem} = await import('./problem-position.js')
    return {ok: false, problem: syntaxProblem(text)}
  }
  if (validate(value)) return {ok: true, value}
  const {schemaProblem} = await import('./problem-position.js')
  const problem = schemaProblem(text, validate.errors ?? [])
  return {ok: false, problem: isOfLaterGt(value) ? {...problem, isLater: true} : problem}
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
