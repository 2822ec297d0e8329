import {maxJsonBytes} from './limits.js'
import {printJson} from './print.js'
import type {Validator} from './validator.js'

/**
 * A document that is small enough to be read: the largest of its values and of their entries are left out until it is,
 * as long as it stays valid.
 */
export function fitIn<T>(value: T, validate: Validator<T>): T {
  const excess = Buffer.byteLength(printJson(value)) - maxJsonBytes
  if (excess <= 0 || !isObject(value)) return value
  const result = structuredClone(value)
  const parts = partsOf(result).sort((a, b) => b.bytes - a.bytes)
  // All at once, since validating takes a while in a large document; else those that may go.
  const isDone = drop(parts, excess, () => true) && validate(result)
  if (isDone) return result
  for (const {holder, key, part} of parts) holder[key] = part
  drop(parts.slice(0, mostTries), excess, () => validate(result))
  return result
}

const mostTries = 100

interface Part {
  holder: Record<string, unknown>
  key: string
  part: unknown
  bytes: number
}

function drop(parts: readonly Part[], excess: number, mayGo: () => boolean): boolean {
  let left = excess
  for (const {holder, key, part, bytes} of parts) {
    if (left <= 0) break
    Reflect.deleteProperty(holder, key)
    if (mayGo()) left -= bytes
    else holder[key] = part
  }
  return left <= 0
}

/** Values of the document and entries of its objects. */
function partsOf(document: Record<string, unknown>): Part[] {
  return [document, ...Object.values(document).filter(isObject)].flatMap((holder) =>
    Object.entries(holder)
      .filter(([, part]) => holder !== document || !isObject(part))
      .map(([key, part]) => ({holder, key, part, bytes: Buffer.byteLength(JSON.stringify(part))})),
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
