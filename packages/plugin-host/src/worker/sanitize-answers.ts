import {createRequire} from 'node:module'
import type V8 from 'node:v8'
import {cutText, maxLines} from '@gt-town/text'
import type {WireAnswer, WireCheck} from '../protocol.js'

const maxChecks = 1000
const maxDataBytes = 1024 * 1024
/** Also where a class brings them, whose objects do not own them. */
const known = [
  'id',
  'title',
  'category',
  'scope',
  'run',
  'fix',
  'description',
  'remedy',
  'docsUrl',
  'requires',
  'timeoutMs',
  'deep',
]

/**
 * What a hook answered to `gt:checks`, as it can cross. What is wrong with it stays wrong, so that the doctor can name it.
 * @throws Error when there is too much of it
 */
export function sanitizeChecks(value: unknown): WireAnswer {
  if (!Array.isArray(value)) return {is: 'other', value: null}
  if (value.length > maxChecks) throw new Error(`it gave ${value.length} checks, and ${maxChecks} are the most`)
  return {is: 'list', checks: Array.from(value, sanitizeCheck)}
}

/**
 * What a hook answered about a town: data that can cross, and not too much of it.
 * @throws Error, DataCloneError
 */
export function sanitizeData(value: unknown): unknown {
  const {serialize} = createRequire(process.execPath)('node:v8') as typeof V8
  const size = serialize(value).length
  if (size > maxDataBytes) throw new Error(`its answer is larger than ${maxDataBytes} bytes`)
  return value
}

function sanitizeCheck(value: unknown): WireCheck {
  if (typeof value !== 'object' || value === null) return {is: 'other', value: plain(value) ?? null}
  const data: Record<string, unknown> = {}
  const functions: string[] = []
  for (const key of new Set([...known, ...Object.keys(value).slice(0, maxLines)])) {
    const given = valueOf(value, key)
    if (typeof given === 'function') functions.push(key)
    else if (given !== undefined) data[key] = Array.isArray(given) ? given.slice(0, maxLines).map(plain) : plain(given)
  }
  return {is: 'check', data, functions}
}

/** A getter that throws gives nothing, and what is missing is named. */
function valueOf(value: object, key: string): unknown {
  try {
    return (value as Readonly<Record<string, unknown>>)[key]
  } catch {
    return undefined
  }
}

function plain(value: unknown): unknown {
  if (typeof value === 'string') return cutText(value)
  if (['number', 'boolean', 'undefined', 'bigint'].includes(typeof value) || value === null) return value
  return typeof value === 'object' ? {} : undefined
}
