import {parse, parseTree, type Node, type ParseError} from 'jsonc-parser'

/** What of a JSON text is intact before the first mistake in it; undefined where nothing is. */
export function intactStart(text: string): unknown {
  const errors: ParseError[] = []
  parse(text, errors, {disallowComments: true, allowEmptyContent: false})
  const end = errors.reduce((nearest, {offset}) => Math.min(nearest, offset), Infinity)
  const root = parseTree(text)
  return root && intactPart(root, end)
}

function intactPart(node: Node, end: number): unknown {
  const nodeEnd = node.offset + node.length
  // What touches the mistake may go on after it; a string tells its end by itself.
  const isIntact = nodeEnd < end || (nodeEnd === end && node.type === 'string')
  if (node.type === 'array') return isIntact ? node.children?.map((child) => intactPart(child, end)) : undefined
  if (node.type !== 'object') return isIntact ? (node.value as unknown) : undefined
  const entries = (node.children ?? []).flatMap(({children: [key, value] = []}) => {
    const part = key && value && intactPart(value, end)
    return part === undefined ? [] : [[key?.value as string, part] as const]
  })
  return Object.fromEntries(entries)
}
