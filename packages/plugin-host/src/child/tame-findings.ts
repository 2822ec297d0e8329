import {cutLines, cutText} from '@gt-town/text'

const mostFindings = 1000
const keys = ['status', 'key', 'message', 'hint', 'path', 'details', 'fixable'] as const

/**
 * What a check's `run` gave, made small enough to cross and plain enough to be cloned. Nonsense stays nonsense, so that the
 * doctor can name it.
 * @throws what getters throw; Error for nonsense that cannot cross
 */
export function tameFindings(value: unknown): unknown {
  if (!Array.isArray(value)) return tameFinding(value)
  if (value.length > mostFindings)
    throw new Error(`the check answered nonsense: ${value.length} findings, and ${mostFindings} are the most`)
  return value.map(tameFinding)
}

function tameFinding(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return tameValue(value)
  const tame: Record<string, unknown> = {}
  for (const key of keys) {
    const given = (value as Readonly<Record<string, unknown>>)[key]
    if (given !== undefined) tame[key] = key === 'details' ? tameDetails(given) : tameValue(given)
  }
  return tame
}

function tameDetails(value: unknown): unknown {
  if (!Array.isArray(value)) return tameValue(value)
  return value.every((line) => typeof line === 'string') ? cutLines(value) : [0]
}

/** A text is cut; what is no plain value becomes an empty object, which is nonsense in its place too. */
function tameValue(value: unknown): unknown {
  if (typeof value === 'string') return cutText(value)
  const isPlain = value === null || ['undefined', 'number', 'boolean'].includes(typeof value)
  if (isPlain) return value
  if (typeof value === 'object') return {}
  throw new Error(`the check answered nonsense: a ${typeof value}`)
}
