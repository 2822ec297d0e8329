import {applyEdits, modify} from 'jsonc-parser'
import type {Edit} from './file.js'

/** Applies the edits to the text one after the other and leaves every other byte alone. */
export function applyJsonEdits(text: string, edits: readonly Edit[]): string {
  let result = text
  for (const {at, value} of edits) {
    const changes = modify(result, [...at], value, {formattingOptions: {insertSpaces: true, tabSize: 2, eol: '\n'}})
    result = applyEdits(result, changes)
  }
  return result
}
