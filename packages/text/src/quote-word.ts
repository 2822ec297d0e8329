/** One word for any POSIX shell, whatever is in it; a NUL byte cannot be. */
export function quoteWord(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}

/** The same for people to read: as it is, where a shell reads it so. */
export function quoteIfNeeded(word: string): string {
  return /^[\w./@%+,:=-]+$/.test(word) ? word : quoteWord(word)
}
