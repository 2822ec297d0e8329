/** UTF-16 units of one text of a finding that are kept: more helps nobody and would fill a terminal. */
export const maxTextLength = 8 * 1024
/** Lines of details that are kept. */
export const maxLines = 100
/** So much longer may it be, so that what was cut before is not cut again. */
const room = 64

/** The text, or its beginning and how much was cut. */
export function cutText(text: string): string {
  if (text.length <= maxTextLength + room) return text
  // Not through the middle of a character.
  const kept = text.slice(0, maxTextLength).replace(/[\ud800-\udbff]$/, '')
  return `${kept} ... (cut: ${text.length} characters in all)`
}

/** The lines, or the first of them and how many were cut. */
export function cutLines(lines: readonly string[]): string[] {
  if (lines.length <= maxLines + 1) return lines.map(cutText)
  return [...lines.slice(0, maxLines).map(cutText), `... (cut: ${lines.length} lines in all)`]
}
