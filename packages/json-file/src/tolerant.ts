import {parseTree, type Node, type ParseError, type ParseOptions} from 'jsonc-parser'

export const tolerant: ParseOptions = {disallowComments: false, allowTrailingComma: true, allowEmptyContent: false}

const maxErrors = 10_000

/** The first mistakes only: a text may be nothing else. */
export class ParseErrors extends Array<ParseError> {
  override push(...errors: ParseError[]): number {
    return this.isFull ? this.length : super.push(...errors)
  }

  get isFull(): boolean {
    return this.length >= maxErrors
  }
}

/** What a text says whose only peculiarities are comments and trailing commas; undefined for any other. */
export function parseTolerantly(text: string): {value: unknown} | undefined {
  const errors = new ParseErrors()
  const root = parseTree(text, errors, tolerant)
  return root && errors.length === 0 ? {value: valueOf(root)} : undefined
}

/** As JSON.parse gives it: `__proto__` is a key like all others, and of two equal keys the last counts. */
export function valueOf(node: Node): unknown {
  const {type, children = []} = node
  if (type === 'array') return children.map(valueOf)
  if (type !== 'object') return node.value as unknown
  return Object.fromEntries(
    children.flatMap(({children: [key, value] = []}) => (key && value ? [[key.value as string, valueOf(value)]] : [])),
  )
}
