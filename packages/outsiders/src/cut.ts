/** What a plugin says in one piece: more of it helps nobody and would fill a terminal. In UTF-16 units. */
export const mostText = 8 * 1024
/** How many lines of details, and of a check's log. */
export const mostLines = 100

/** The text, or its beginning and how much was cut. */
export function cutText(text: string): string {
  return text.length <= mostText ? text : `${text.slice(0, mostText)} … (cut: ${text.length} characters in all)`
}

/** The lines, or the first of them and how many were cut. */
export function cutLines(lines: readonly string[]): string[] {
  const kept = lines.slice(0, mostLines).map(cutText)
  return lines.length <= mostLines ? kept : [...kept, `… (cut: ${lines.length} lines in all)`]
}
