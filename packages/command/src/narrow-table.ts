import stringWidth from 'string-width'
import {table} from './table.js'

/**
 * A table whose last column goes to a line of its own, below the rest of its row, where the whole would be too wide.
 * @param width columns of the terminal; undefined in a pipe, where a row is always one line
 */
export function narrowTable(rows: readonly (readonly string[])[], width: number | undefined): string {
  const whole = table(rows)
  if (width === undefined || whole.split('\n').every((line) => stringWidth(line) <= width)) return whole
  const narrow = table(rows.map((row) => row.slice(0, -1))).split('\n')
  return rows.map((row, index) => `${narrow[index] ?? ''}\n    ${row.at(-1) ?? ''}`).join('\n')
}
