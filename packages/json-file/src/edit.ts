import {applyEdits, modify} from 'jsonc-parser'

/** A change of one place in a JSON document; a value of undefined removes it. */
export interface Edit {
  at: readonly (string | number)[]
  value: unknown
}

/** Applies the edits to the text one after the other and leaves every other byte alone. */
export function applyJsonEdits(text: string, edits: readonly Edit[]): string {
  let result = text
  for (const {at, value} of edits) {
    const changes = modify(result, [...at], value, {formattingOptions: {insertSpaces: true, tabSize: 2, eol: '\n'}})
    result = applyEdits(result, changes)
  }
  return result
}
