import {parseTree, type Node} from 'jsonc-parser'
import {Damage} from './damage.js'
import {keysIn, keysOutside, droppedFrom, type Dropped, upToMost} from './dropped.js'
import {measure} from './limits.js'
import {quoteWords} from './quote-words.js'
import type {Salvaged} from './salvaged.js'
import {ParseErrors, tolerant} from './tolerant.js'

const mostKeys = 10_000

/** @param isLossy replacement characters stand where the bytes were not UTF-8 */
export function salvageText(original: string, isLossy: boolean): Salvaged {
  // With room for the keys that a document made of it has besides.
  const over = measure(original).over && measure(original, mostKeys).over
  const text = quoteWords(over ? original.slice(0, over.offset) : original)
  const unread = over ? original.slice(over.offset) : ''
  const errors = new ParseErrors()
  const root = parseTree(text, errors, tolerant)
  const damage = new Damage(text, errors, isLossy)
  return {
    value: root && intactPart(root, damage),
    missingFrom: (kept: unknown): Dropped =>
      upToMost(root ? droppedFrom(root, kept, damage) : [], keysOutside(text, root), keysIn(unread)),
  }
}

function intactPart(node: Node, damage: Damage): unknown {
  const {type, children = []} = node
  if (type === 'object') {
    const entries = children.flatMap(({children: [key, value] = []}) => {
      const part = key && value && !damage.isDamaged(key) ? intactPart(value, damage) : undefined
      return part === undefined ? [] : [[key?.value as string, part] as const]
    })
    return Object.fromEntries(entries)
  }
  if (damage.isDamaged(node)) return undefined
  if (type !== 'array') return node.value as unknown
  const parts = children.map((child) => intactPart(child, damage))
  return parts.includes(undefined) ? undefined : parts
}
