import {printable} from '@gt-town/text'
import stringWidth from 'string-width'

/** An aligned table: columns two blanks apart, no blanks at the end of a line, each row one line. The first row is the heading. */
export function table(cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map(onOneLine))
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, stringWidth(cell))
    })
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/**
 * A table whose last column goes to a line of its own, below the rest of its row, where the whole would be too wide.
 * @param width columns of the terminal; undefined in a pipe, where a row is always one line
 */
export function narrowTable(rows: readonly (readonly string[])[], width: number | undefined): string {
  const whole = table(rows)
  if (width === undefined || whole.split('\n').every((line) => stringWidth(line) <= width)) return whole
  const narrow = table(rows.map((row) => row.slice(0, -1))).split('\n')
  return rows.map((row, index) => `${narrow[index] ?? ''}\n    ${onOneLine(row.at(-1) ?? '')}`).join('\n')
}

/** What would break a row becomes visible; colours stay. */
function onOneLine(cell: string): string {
  return cell.replaceAll(/[\n\r\t\v\f\u0085\u2028\u2029]/g, (character) => printable(character))
}
