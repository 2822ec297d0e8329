import {parseTree, type Node} from 'jsonc-parser'
import {ParseErrors, tolerant} from './tolerant.js'

/** The keys that stand more than once in one object, as paths such as `machines.east`: only the last of each counts. */
export function repeatedKeys(text: string): string[] {
  const root = parseTree(text, new ParseErrors(), tolerant)
  return root ? [...new Set(repeatedIn(root, ''))] : []
}

function repeatedIn(node: Node, path: string): string[] {
  const {type, children = []} = node
  if (type === 'array') return children.flatMap((child, index) => repeatedIn(child, `${path}${index}.`))
  if (type !== 'object') return []
  const seen = new Set<string>()
  return children.flatMap(({children: [key, value] = []}) => {
    const name = key?.value as string
    const isRepeated = seen.has(name)
    seen.add(name)
    return [...(isRepeated ? [`${path}${name}`] : []), ...(value ? repeatedIn(value, `${path}${name}.`) : [])]
  })
}
