/** What the `Include` lines of a text of ssh_config(5) name, as it stands there; quoted words may hold blanks. */
export function includedIn(text: string): string[] {
  return [...text.matchAll(/^[ \t]*include[ \t=]+(.+)$/gim)].flatMap(([, words = '']) => configWords(words))
}

/** The words of a line, without their quotes. */
export function configWords(line: string): string[] {
  return [...line.trim().matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

/** Whether a name is one that a pattern means: `*`, `?` and `[...]` as in glob(7). A dot at the beginning has to be written. */
export function nameMatcher(pattern: string): (name: string) => boolean {
  const text = pattern
    .replaceAll(/[.+^${}()|\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const means = expressionOf(`^${text}$`)
  return (name) => means !== undefined && means.test(name) && (pattern.startsWith('.') || !name.startsWith('.'))
}

/** A bracket that nothing closes, or a range the wrong way round, means nothing. */
function expressionOf(text: string): RegExp | undefined {
  try {
    return new RegExp(text)
  } catch {
    return undefined
  }
}
