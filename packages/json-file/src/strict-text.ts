import {createScanner, format, stripComments} from 'jsonc-parser'
import {countKeys, measure} from './limits.js'
import {parseStrictly} from './parse.js'
import {printJson} from './print.js'
import {isKind} from './token-kind.js'

/**
 * A text that says the same without comments and trailing commas. Where that is all there is to it, numbers and strings
 * are written as they were.
 * @param text without a byte order mark
 * @param value what it says
 */
export function strictText(text: string, value: unknown): string {
  if (isSame(text, value)) return text
  const bare = withoutTrailingCommas(stripComments(text))
  const edits = format(bare, undefined, {insertSpaces: true, tabSize: 2, eol: '\n'})
  let result = ''
  let done = 0
  for (const {offset, length, content} of edits.sort((a, b) => a.offset - b.offset)) {
    result += bare.slice(done, offset) + content
    done = offset + length
  }
  const strict = `${(result + bare.slice(done)).trim()}\n`
  return isSame(strict, value) ? strict : printJson(value)
}

/** And no key stands twice. */
function isSame(text: string, value: unknown): boolean {
  const parsed = parseStrictly(text)
  if (!parsed || JSON.stringify(parsed.value) !== JSON.stringify(value)) return false
  return measure(text).keys === countKeys(value)
}

function withoutTrailingCommas(text: string): string {
  const pieces: string[] = []
  const scanner = createScanner(text, true)
  let comma: number | undefined
  let done = 0
  for (let kind = scanner.scan(); !isKind(kind, 'endOfFile'); kind = scanner.scan()) {
    const isEnd = isKind(kind, 'closeBrace') || isKind(kind, 'closeBracket')
    if (isEnd && comma !== undefined) {
      pieces.push(text.slice(done, comma))
      done = comma + 1
    }
    comma = isKind(kind, 'comma') ? scanner.getTokenOffset() : undefined
  }
  return pieces.join('') + text.slice(done)
}
