import {cutText, mostLines} from '@gt-town/text'
import type {WireAnswer, WireCheck} from '../protocol.js'

const mostChecks = 1000
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
export function tameAnswer(value: unknown): WireAnswer {
  if (!Array.isArray(value)) return {is: 'other', value: null}
  if (value.length > mostChecks) throw new Error(`it gave ${value.length} checks, and ${mostChecks} are the most`)
  return {is: 'list', checks: Array.from(value, tameCheck)}
}

function tameCheck(value: unknown): WireCheck {
  if (typeof value !== 'object' || value === null) return {is: 'other', value: plain(value) ?? null}
  const data: Record<string, unknown> = {}
  const functions: string[] = []
  for (const key of new Set([...known, ...Object.keys(value).slice(0, mostLines)])) {
    const given = valueOf(value, key)
    if (typeof given === 'function') functions.push(key)
    else if (given !== undefined) data[key] = Array.isArray(given) ? given.slice(0, mostLines).map(plain) : plain(given)
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
