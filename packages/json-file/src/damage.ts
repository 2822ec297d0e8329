import {printParseErrorCode, type Node, type ParseError} from 'jsonc-parser'
import {ParseErrors} from './tolerant.js'

const atEnd = ['CloseBraceExpected', 'CloseBracketExpected', 'EndOfFileExpected']

/** Which parts of a text can be trusted although it has mistakes. */
export class Damage {
  readonly #text: string
  readonly #harmful: readonly ParseError[]
  /** Nothing that ends behind it can be trusted: from there on braces do not match, or there are too many mistakes. */
  readonly #trustedTo: number
  readonly #isLossy: boolean

  /** @param isLossy replacement characters stand where the bytes were not UTF-8 */
  constructor(text: string, errors: ParseErrors, isLossy: boolean) {
    this.#text = text
    this.#isLossy = isLossy
    this.#harmful = errors.filter((error) => isHarmful(text, error)).sort((a, b) => a.offset - b.offset)
    const length = text.trimEnd().length
    const isShifted = this.#harmful.some(({error, offset}) => atEnd.includes(nameOf(error)) && offset < length)
    if (isShifted) this.#trustedTo = this.#harmful[0]?.offset ?? length
    else this.#trustedTo = errors.isFull ? (errors.at(-1)?.offset ?? 0) : Infinity
  }

  /** Whether a key, or a value that is no object, may not say what was meant. */
  isDamaged({type, offset, length, value}: Node): boolean {
    const end = offset + length
    if (end > this.#trustedTo) return true
    if (type === 'array' && this.#text[end - 1] !== ']') return true
    if (type === 'string' && this.#isLossy && String(value).includes('\ufffd')) return true
    const next = this.#firstFrom(offset)
    if (next && next.offset < end) return true
    // A string tells its end by itself, and an array its own; anything else may go on after the mistake.
    if (type === 'string' || type === 'array') return false
    const follows = this.#firstFrom(end)
    if (!follows) return false
    const between = this.#text.slice(end, follows.offset)
    return between === '' || (between.trim() === '' && !atEnd.includes(nameOf(follows.error)))
  }

  #firstFrom(offset: number): ParseError | undefined {
    let [low, high] = [0, this.#harmful.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#harmful[middle]?.offset ?? 0) < offset) low = middle + 1
      else high = middle
    }
    return this.#harmful[low]
  }
}

/** A comma that is missing leaves no doubt, and neither does a tab that should have been written as `\t`. */
function isHarmful(text: string, {error, offset, length}: ParseError): boolean {
  const name = nameOf(error)
  if (name === 'CommaExpected') return false
  return name !== 'InvalidCharacter' || /[\0-\x08\x0b-\x1f]/.test(text.slice(offset, offset + length))
}

function nameOf(error: ParseError['error']): string {
  return printParseErrorCode(error)
}
