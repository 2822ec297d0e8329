/** Whether a word means several names rather than one. */
export function isPattern(word: string): boolean {
  return /[*?[]/.test(word)
}

/**
 * What a pattern means: `*` any letters, `?` one letter, `[1-8]` a number of that range, `[01-12,20]` one of several, with as
 * many digits as its first one. Everything else is itself.
 * @returns undefined where it is none: a bracket that nothing closes, or with something else than numbers in it
 */
export function patternMatcher(pattern: string): ((name: string) => boolean) | undefined {
  const ranges: Range[][] = []
  let text = ''
  for (const part of pattern.split(/(\*|\?|\[[^\]]*\]?)/)) {
    if (part === '*') text += '.*'
    else if (part === '?') text += '.'
    else if (part.startsWith('[')) {
      const found = rangesOf(part)
      if (!found) return undefined
      ranges.push(found)
      text += String.raw`(\d+)`
    } else text += part.replaceAll(/[.^$()+{}|\\\]-]/g, String.raw`\$&`)
  }
  const expression = new RegExp(`^${text}$`, 's')
  return (name) => {
    const numbers = expression.exec(name)?.slice(1)
    return numbers?.every((number, index) => (ranges[index] ?? []).some((range) => isWithin(number, range))) ?? false
  }
}

interface Range {
  readonly first: number
  readonly last: number
  /** how many digits its numbers have at least; 0 where they have no zeros before them */
  readonly width: number
}

/** `[1-8]`, `[3]`, `[01-12,20]` */
function rangesOf(bracket: string): Range[] | undefined {
  const [, inner] = /^\[(\d{1,9}(?:-\d{1,9})?(?:,\d{1,9}(?:-\d{1,9})?)*)\]$/.exec(bracket) ?? []
  if (inner === undefined) return undefined
  const ranges = inner.split(',').map((part): Range => {
    const [first = '', last = first] = part.split('-')
    return {first: Number(first), last: Number(last), width: /^0\d/.test(first) ? first.length : 0}
  })
  return ranges.every(({first, last}) => first <= last) ? ranges : undefined
}

function isWithin(number: string, {first, last, width}: Range): boolean {
  const plain = String(Number(number))
  const isWritten = number === (width === 0 ? plain : plain.padStart(width, '0'))
  return isWritten && Number(number) >= first && Number(number) <= last
}
