import {applyEdits, findNodeAtLocation, modify, parseTree, type FormattingOptions, type Node} from 'jsonc-parser'
import type {Edit} from './edit-request.js'
import {insertionBeside, removalBeside} from './edit-commented.js'
import {positionOf} from './problem-position.js'
import type {JsonProblem} from './problem.js'
import {parseStrictly, withoutMark} from './parse.js'
import {ParseErrors, parseTolerantly, tolerant} from './tolerant.js'

/**
 * Applies the edits to the text one after the other and leaves every other byte alone, comments too.
 * @returns not ok where an edit would not count, since its key stands more than once
 */
export function applyJsonEdits(
  text: string,
  edits: readonly Edit[],
): {ok: true; text: string} | {ok: false; problem: JsonProblem} {
  const start = withoutMark(text)
  const style = styleOf(start)
  let result = start
  for (const edit of edits.flatMap((one) => smallest(one, rootOf(start)))) {
    result = applyOne(result, edit, style)
    const node = nodeAt(parseTolerantly(result)?.value, edit.at)
    if (JSON.stringify(node) === JSON.stringify(edit.value)) continue
    const place = findNodeAtLocation(rootOf(start), [...edit.at])
    const expected = `${edit.at.join('.')} stands more than once`
    return {ok: false, problem: {...positionOf(start, place?.offset ?? 0), expected}}
  }
  return {ok: true, text: text.slice(0, text.length - start.length) + result}
}

/** What is written over an object becomes changes of its keys, so that comments inside stay. */
function smallest({at, value}: Edit, root: Node): Edit[] {
  const node = findNodeAtLocation(root, [...at])
  if (node?.type !== 'object' || typeof value !== 'object' || value === null || Array.isArray(value))
    return [{at, value}]
  const old = (node.children ?? []).map(({children: [key] = []}) => key?.value as string)
  const gone = old.filter((key) => !Object.hasOwn(value, key)).map((key) => ({at: [...at, key], value: undefined}))
  return [...gone, ...Object.entries(value).flatMap(([key, part]) => smallest({at: [...at, key], value: part}, root))]
}

function applyOne(text: string, {at, value}: Edit, formattingOptions: FormattingOptions): string {
  const isPlain = parseStrictly(text) !== undefined
  if (!isPlain) {
    const root = rootOf(text)
    const edits =
      value === undefined ? removalBeside(text, root, at) : insertionBeside(text, root, at, value, formattingOptions)
    if (edits) return applyEdits(text, edits)
  }
  return applyEdits(text, modify(text, [...at], value, {formattingOptions}))
}

function rootOf(text: string): Node {
  return parseTree(text, new ParseErrors(), tolerant) ?? {type: 'null', offset: 0, length: 0}
}

function nodeAt(value: unknown, at: Edit['at']): unknown {
  return at.reduce<unknown>((node, key) => {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined
    return (node as Record<string | number, unknown>)[key]
  }, value)
}

/** As the text itself is indented. */
function styleOf(text: string): FormattingOptions {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  '
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  return {insertSpaces: !indent.startsWith('\t'), tabSize: Math.min(indent.length, 8), eol}
}
