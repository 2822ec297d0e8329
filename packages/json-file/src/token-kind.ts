import type {SyntaxKind} from 'jsonc-parser'

/** The library's enum is a constant one, whose values no other compiler run sees. */
const kinds = {
  closeBrace: 2,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  string: 10,
  lineComment: 12,
  blockComment: 13,
  lineBreak: 14,
  whiteSpace: 15,
  unknown: 16,
  endOfFile: 17,
} as const

/** A comment or white space. */
export function isTrivia(kind: SyntaxKind): boolean {
  return (kind as number) >= kinds.lineComment && (kind as number) <= kinds.whiteSpace
}

export function isKind(kind: SyntaxKind, name: keyof typeof kinds): boolean {
  return (kind as number) === kinds[name]
}
