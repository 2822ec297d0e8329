import {createScanner, type JSONScanner} from 'jsonc-parser'
import {isKind} from './token-kind.js'

const singleQuoted = /'((?:[^'\\\r\n]|\\.)*)'/y

/** Puts double quotes around what is quoted with single ones, and around keys that have none. All else stays. */
export function quoteWords(text: string): string {
  const scanner = createScanner(text, true)
  const pieces: string[] = []
  let done = 0
  for (let kind = scanner.scan(); !isKind(kind, 'endOfFile'); kind = scanner.scan()) {
    if (!isKind(kind, 'unknown')) continue
    const start = scanner.getTokenOffset()
    const word = singleQuotedAt(text, start) ?? bareKey(scanner)
    if (!word) continue
    pieces.push(text.slice(done, start), JSON.stringify(word.value))
    done = word.end
    scanner.setPosition(done)
  }
  return pieces.length === 0 ? text : pieces.join('') + text.slice(done)
}

function singleQuotedAt(text: string, start: number): {value: string; end: number} | undefined {
  singleQuoted.lastIndex = start
  const match = singleQuoted.exec(text)
  if (!match) return undefined
  return {value: (match[1] ?? '').replaceAll(/\\(['"\\/])/g, '$1'), end: singleQuoted.lastIndex}
}

function bareKey(scanner: JSONScanner): {value: string; end: number} | undefined {
  const value = scanner.getTokenValue()
  const end = scanner.getPosition()
  if (!/^[\p{L}\p{N}_$.-]+$/u.test(value)) return undefined
  const isKey = isKind(scanner.scan(), 'colon')
  scanner.setPosition(end)
  return isKey ? {value, end} : undefined
}
