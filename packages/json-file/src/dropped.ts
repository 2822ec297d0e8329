import {createScanner, type Node} from 'jsonc-parser'
import type {Damage} from './damage.js'
import {isKind, isTrivia} from './token-kind.js'

/** What of a document is in no other any more. */
export interface Dropped {
  /** keys, as paths such as `machines.east` where it is known where they stood */
  names: string[]
  /** how many more there are */
  more: number
}

const most = 200

export function upToMost(...lists: readonly Iterable<string>[]): Dropped {
  const names = new Set<string>()
  let more = 0
  for (const list of lists) {
    for (const name of list) {
      if (names.has(name)) continue
      if (names.size < most) names.add(name)
      else more++
    }
  }
  return {names: [...names], more}
}

/** The places at which a document does not say what this node says. */
export function droppedFrom(node: Node, kept: unknown, damage: Damage, path = ''): string[] {
  const {type, children = []} = node
  if (type !== 'object') {
    const isKept =
      !damage.isDamaged(node) && (type === 'array' ? isSameList(children, kept, damage) : node.value === kept)
    return isKept ? [] : [path || 'all of it']
  }
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return [path || 'all of it']
  return children.flatMap(({children: [key, value] = []}) => {
    if (!key) return []
    const name = key.value as string
    const at = path === '' ? name : `${path}.${name}`
    const isThere = !damage.isDamaged(key) && value !== undefined && Object.hasOwn(kept, name)
    return isThere ? droppedFrom(value, (kept as Record<string, unknown>)[name], damage, at) : [at]
  })
}

function isSameList(children: readonly Node[], kept: unknown, damage: Damage): boolean {
  if (!Array.isArray(kept) || kept.length !== children.length) return false
  return children.every((child, index) => droppedFrom(child, kept[index], damage).length === 0)
}

/** Keys in the text that belong to no object which could be read, such as those behind a brace too many. */
export function* keysOutside(text: string, root: Node | undefined): Generator<string> {
  const inside = new Set(root ? keyOffsets(root) : [])
  const scanner = createScanner(text, false)
  let last: {name: string; offset: number} | undefined
  for (let kind = scanner.scan(); !isKind(kind, 'endOfFile'); kind = scanner.scan()) {
    if (isKind(kind, 'colon') && last && !inside.has(last.offset)) yield last.name
    if (isKind(kind, 'string')) last = {name: scanner.getTokenValue(), offset: scanner.getTokenOffset()}
    else if (!isTrivia(kind)) last = undefined
    // A comment that is not closed has swallowed the rest.
    if (isKind(kind, 'blockComment') && !text.slice(scanner.getTokenOffset(), scanner.getPosition()).endsWith('*/'))
      yield* keysIn(text.slice(scanner.getTokenOffset()))
  }
}

/** What looks like keys in a text that nothing is known about. */
export function* keysIn(text: string): Generator<string> {
  for (const [, name = ''] of text.matchAll(/"([^"\\\r\n]+)"\s*:/g)) yield name
}

function keyOffsets({type, children = []}: Node): number[] {
  if (type === 'array') return children.flatMap(keyOffsets)
  if (type !== 'object') return []
  return children.flatMap(({offset, children: [, value] = []}) => [offset, ...(value ? keyOffsets(value) : [])])
}
