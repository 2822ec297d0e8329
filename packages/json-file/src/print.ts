import {maxJsonBytes} from './limits.js'

/** The text of a new JSON file; without indentation where that would make it too large to be read. */
export function printJson(value: unknown): string {
  const text = `${JSON.stringify(value, null, 2)}\n`
  return Buffer.byteLength(text) > maxJsonBytes ? `${JSON.stringify(value)}\n` : text
}
