/**
 * Text from elsewhere (file names, error messages, third parties), safe to print: control and bidirectional-override
 * characters become visible escapes. Line feeds and tabs stay when `lines` is set.
 */
export function printable(text: string, options: {lines?: boolean} = {}): string {
  return text.replaceAll(
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => {
      if (options.lines && (character === '\n' || character === '\t')) return character
      if (character === '\n') return '\\n'
      if (character === '\t') return '\\t'
      const code = character.codePointAt(0) ?? 0
      return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
    },
  )
}
