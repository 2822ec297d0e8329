/** A larger file is none of gt's, and is not read. */
export const maxJsonBytes = 4 * 1024 * 1024

const maxDepth = 500
const maxKeys = 50_000

export interface Measure {
  /** how many keys there are, each as often as it stands there */
  keys: number
  /** where there is too much of something, and of what */
  over?: {offset: number; expected: string}
}

/** Counts before anything is parsed, since what is nested too deeply ends a parser that calls itself. Knows comments. */
export function measure(text: string, mostKeys = maxKeys): Measure {
  let depth = 0
  let keys = 0
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"':
        at = endOfString(text, at)
        break
      case '/':
        at = endOfComment(text, at)
        break
      case '{':
      case '[':
        if (++depth > maxDepth)
          return {keys, over: {offset: at, expected: `it is nested too deeply: more than ${maxDepth} levels`}}
        break
      case '}':
      case ']':
        depth--
        break
      case ':':
        if (++keys > mostKeys)
          return {keys, over: {offset: at, expected: `it has too many keys: more than ${mostKeys}`}}
        break
    }
  }
  return {keys}
}

/** Of its last character: a string that is not closed ends with its line. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') at++
    else if (character === '"' || character === '\n') return at
  }
  return text.length
}

function endOfComment(text: string, start: number): number {
  const next = text[start + 1]
  if (next !== '/' && next !== '*') return start
  const end = next === '/' ? text.indexOf('\n', start) : text.indexOf('*/', start + 2)
  if (end === -1) return text.length
  return next === '/' ? end : end + 1
}

/** Of a value, each once. */
export function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const own = Array.isArray(value) ? 0 : Object.keys(value).length
  return Object.values(value).reduce((count: number, part) => count + countKeys(part), own)
}
