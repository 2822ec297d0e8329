import {printable} from '@gt-town/text'

/** Most that a format takes of one text; parsers of XML give up at ten million, annotations at 64 KiB. */
const most = 16_384
const longestLine = 500

/**
 * A text of anybody, fit for a document that other programs read and then show: no control characters, no half
 * characters, nothing that XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets), and not without end.
 */
export function untrustedText(text: string): string {
  const left = text.length - most
  const start = left > 0 ? `${text.slice(0, most)}... (${left} more characters)` : text
  return printable(wellFormed(start), {lines: true})
}

/** Its first line, and not much of it. */
export function untrustedLine(text: string): string {
  const [first = ''] = text.split('\n', 1)
  const cut = first.length > longestLine ? `${first.slice(0, longestLine)}...` : first
  return printable(wellFormed(cut))
}

/** Halves of a pair that stand alone, and the two code points that no text may have, become U+FFFD. */
export function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}|[\ufffe\uffff]/gu, '\ufffd')
}
