import {cutLines, cutText} from '@gt-town/text'

const maxFindings = 1000
const keys = ['status', 'key', 'message', 'hint', 'path', 'details', 'fixable'] as const

/**
 * What a check's `run` gave, made small enough to cross and plain enough to be cloned. Nonsense stays nonsense, so that the
 * doctor can name it.
 * @throws what getters throw; Error for nonsense that cannot cross
 */
export function sanitizeFindings(value: unknown): unknown {
  if (!Array.isArray(value)) return sanitizeFinding(value)
  if (value.length > maxFindings)
    throw new Error(`the check answered nonsense: ${value.length} findings, and ${maxFindings} are the most`)
  return value.map(sanitizeFinding)
}

function sanitizeFinding(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return sanitizeValue(value)
  const sanitized: Record<string, unknown> = {}
  for (const key of keys) {
    const given = (value as Readonly<Record<string, unknown>>)[key]
    if (given !== undefined) sanitized[key] = key === 'details' ? sanitizeDetails(given) : sanitizeValue(given)
  }
  return sanitized
}

function sanitizeDetails(value: unknown): unknown {
  if (!Array.isArray(value)) return sanitizeValue(value)
  return value.every((line) => typeof line === 'string') ? cutLines(value) : [0]
}

/** A text is cut; what is no plain value becomes an empty object, which is nonsense in its place too. */
function sanitizeValue(value: unknown): unknown {
  if (typeof value === 'string') return cutText(value)
  const isPlain = value === null || ['undefined', 'number', 'boolean'].includes(typeof value)
  if (isPlain) return value
  if (typeof value === 'object') return {}
  throw new Error(`the check answered nonsense: a ${typeof value}`)
}
