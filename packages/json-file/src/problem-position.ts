import {findNodeAtLocation, parseTree, printParseErrorCode, type Node} from 'jsonc-parser'
import type {JsonProblem} from './problem.js'
import {ParseErrors, tolerant} from './tolerant.js'
import type {SchemaError} from './validator.js'

/** Where and why a text is not JSON, not even with comments and trailing commas. */
export function syntaxProblem(text: string): JsonProblem {
  if (text.trim() === '') return {...positionOf(text, 0), expected: 'the file is empty, a JSON object was expected'}
  const errors = new ParseErrors()
  parseTree(text, errors, tolerant)
  const first = errors[0]
  if (!first) return {line: 1, column: 1, expected: 'not valid JSON'}
  return {...positionOf(text, first.offset), expected: describe(printParseErrorCode(first.error))}
}

/** Where and why a JSON document does not fit its schema. */
export function schemaProblem(text: string, errors: readonly SchemaError[]): JsonProblem {
  const [error] = errors
  if (!error) return {line: 1, column: 1, expected: 'the document does not fit its schema'}
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const root = parseTree(text, new ParseErrors(), tolerant)
  const node = root && findNode(root, path)
  return {...positionOf(text, node?.offset ?? 0), expected: `${path.join('.') || 'the document'} ${reason(error)}`}
}

function reason({keyword, message, params, propertyName}: SchemaError): string {
  if (propertyName !== undefined) return `may not have the key ${JSON.stringify(propertyName)}`
  if (keyword === 'const') return `must be ${JSON.stringify(params['allowedValue'])}`
  if (keyword === 'enum') return `must be one of ${JSON.stringify(params['allowedValues'])}`
  return message ?? `breaks the rule ${keyword}`
}

function findNode(root: Node, path: readonly string[]): Node | undefined {
  let node: Node | undefined = root
  for (const part of path) {
    if (!node) return undefined
    node = findNodeAtLocation(node, [node.type === 'array' ? Number(part) : part])
  }
  return node
}

/** `CommaExpected` becomes `comma expected`. */
function describe(code: string): string {
  return code.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
}

export function positionOf(text: string, offset: number): {line: number; column: number} {
  const before = text.slice(0, offset).split('\n')
  return {line: before.length, column: Array.from(before.at(-1) ?? '').length + 1}
}
