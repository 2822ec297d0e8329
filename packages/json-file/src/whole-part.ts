import {parse, parseTree, type Node, type ParseError} from 'jsonc-parser'

/** What of a JSON text stands whole before the first mistake in it; undefined where nothing does. */
export function wholeStart(text: string): unknown {
  const errors: ParseError[] = []
  parse(text, errors, {disallowComments: true, allowEmptyContent: false})
  const end = errors.reduce((nearest, {offset}) => Math.min(nearest, offset), Infinity)
  const root = parseTree(text)
  return root && wholePart(root, end)
}

function wholePart(node: Node, end: number): unknown {
  const nodeEnd = node.offset + node.length
  // What touches the mistake may go on after it; a string tells its end by itself.
  const isWhole = nodeEnd < end || (nodeEnd === end && node.type === 'string')
  if (node.type === 'array') return isWhole ? node.children?.map((child) => wholePart(child, end)) : undefined
  if (node.type !== 'object') return isWhole ? (node.value as unknown) : undefined
  const entries = (node.children ?? []).flatMap(({children: [key, value] = []}) => {
    const part = key && value && wholePart(value, end)
    return part === undefined ? [] : [[key?.value as string, part] as const]
  })
  return Object.fromEntries(entries)
}
