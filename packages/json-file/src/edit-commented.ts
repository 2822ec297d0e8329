import {createScanner, findNodeAtLocation, type Edit as TextEdit, type FormattingOptions, type Node} from 'jsonc-parser'
import type {Edit} from './edit-request.js'
import {isKind} from './token-kind.js'

/**
 * How to take a key out of a text with comments: every comment stays but those inside its value. `modify` of the library
 * would take those between the key and the one before it.
 * @returns undefined where there is no such key
 */
export function removalBeside(text: string, root: Node, at: Edit['at']): TextEdit[] | undefined {
  const property = propertyAt(root, at)
  const siblings = property?.parent?.children
  if (!property || !siblings) return undefined
  const end = property.offset + property.length
  const previous = siblings[siblings.indexOf(property) - 1]
  const comma = commaAfter(text, end) ?? (previous && commaAfter(text, previous.offset + previous.length))
  const isOwn = comma !== undefined && comma >= end
  const [from, to] = wholeLine(text, property.offset, end, isOwn ? comma : undefined)
  const edits = [{offset: from, length: to - from, content: ''}]
  if (comma === undefined || (comma >= from && comma < to)) return edits
  edits.push({offset: comma, length: 1, content: ''})
  return edits
}

/**
 * How to add a key to an object whose last key has a comment or a comma behind it: the new one goes behind those of the
 * same line, and the file keeps its trailing comma or its lack of one.
 * @returns undefined where the library does as well
 */
export function insertionBeside(
  text: string,
  root: Node,
  at: Edit['at'],
  value: unknown,
  style: FormattingOptions,
): TextEdit[] | undefined {
  if (propertyAt(root, at)) return undefined
  const parent = findNodeAtLocation(root, at.slice(0, -1))
  const last = parent?.type === 'object' ? parent.children?.at(-1) : undefined
  if (!parent || !last) return undefined
  const end = last.offset + last.length
  if (text.slice(end, parent.offset + parent.length - 1).trim() === '') return undefined
  const comma = commaAfter(text, end)
  const place = endOfLine(text, comma === undefined ? end : comma + 1)
  const {eol = '\n', insertSpaces = true, tabSize = 2} = style
  const indent = /(?:^|\n)([ \t]*)$/.exec(text.slice(0, last.offset))?.[1]
  const printed = JSON.stringify(value, null, insertSpaces ? tabSize : '\t')
  const key = JSON.stringify(at.at(-1))
  const property =
    indent === undefined
      ? ` ${key}: ${JSON.stringify(value)}`
      : `${eol}${indent}${key}: ${printed.replaceAll('\n', `${eol}${indent}`)}`
  const inserted = {offset: place, length: 0, content: comma === undefined ? property : `${property},`}
  return comma === undefined ? [{offset: end, length: 0, content: ','}, inserted] : [inserted]
}

function propertyAt(root: Node, at: Edit['at']): Node | undefined {
  return findNodeAtLocation(root, [...at])?.parent
}

/** Where the comma behind this place is, with nothing but comments and white space before it. */
function commaAfter(text: string, start: number): number | undefined {
  const scanner = createScanner(text, true)
  scanner.setPosition(start)
  return isKind(scanner.scan(), 'comma') ? scanner.getTokenOffset() : undefined
}

/** Of the line, with the comments on it, or the closing brace that comes before that. */
function endOfLine(text: string, start: number): number {
  const scanner = createScanner(text, false)
  scanner.setPosition(start)
  for (;;) {
    const kind = scanner.scan()
    if (isKind(kind, 'lineBreak') || isKind(kind, 'closeBrace') || isKind(kind, 'endOfFile'))
      return scanner.getTokenOffset()
  }
}

/** The key and its value, with the line itself where nothing else is on it. */
function wholeLine(text: string, start: number, end: number, comma: number | undefined): [number, number] {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const lineBreak = text.indexOf('\n', end)
  const behind = text.slice(end, lineBreak === -1 ? text.length : lineBreak)
  const isAlone = text.slice(lineStart, start).trim() === '' && ['', ','].includes(behind.trim())
  // A comma in another line belongs to the key all the same, but its line stays.
  if (isAlone && lineBreak !== -1 && (behind.trim() === ',' || comma === undefined)) return [lineStart, lineBreak + 1]
  return [start, end]
}
