import {countKeys, measure} from './limits.js'
import {decode, parseStrictly, withoutMark} from './parse.js'

/**
 * What is odd about a JSON file that can be read all the same, each as the rest of a sentence, such as
 * `has comments or trailing commas`.
 */
export async function jsonFlaws(bytes: Uint8Array): Promise<string[]> {
  const decoded = decode(bytes)
  if (decoded === undefined) return []
  const text = withoutMark(decoded)
  const {keys, over} = measure(text)
  if (over) return []
  const strict = parseStrictly(text)
  const flaws = strict ? [] : ['has comments or trailing commas']
  if (text !== decoded) flaws.push('begins with a byte order mark (BOM)')
  if (strict && keys === countKeys(strict.value)) return flaws
  const {repeatedKeys} = await import('./repeated-keys.js')
  const repeated = repeatedKeys(text)
  const more = repeated.length > most ? ' ...' : ''
  if (repeated.length > 0) flaws.push(`has a key more than once: ${repeated.slice(0, most).join(', ')}${more}`)
  return flaws
}

const most = 5
