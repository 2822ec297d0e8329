import stringWidth from 'string-width'

/** What a line goes on with below itself: a little further in than it began. */
const further = 2

/**
 * Breaks lines at blanks where they are wider than a terminal. A word that is wider stays whole, so that it can be copied.
 * @param width columns; undefined in a pipe, where a line is a line
 */
export function wrapLines(text: string, width: number | undefined): string {
  if (width === undefined) return text
  return text
    .split('\n')
    .flatMap((line) => (stringWidth(line) <= width ? [line] : wrapLine(line, width)))
    .join('\n')
}

function wrapLine(line: string, width: number): string[] {
  const [indent = ''] = /^ */.exec(line) ?? []
  const next = ' '.repeat(indent.length + further)
  const lines: string[] = []
  let current = indent
  let isEmpty = true
  // Blanks between words stay as they are within a line.
  for (const [, blanks = '', word = ''] of line.slice(indent.length).matchAll(/( *)([^ ]+)/g)) {
    if (!isEmpty && stringWidth(current) + blanks.length + stringWidth(word) > width) {
      lines.push(current)
      current = next + word
    } else current += (isEmpty ? '' : blanks) + word
    isEmpty = false
  }
  return [...lines, current]
}
