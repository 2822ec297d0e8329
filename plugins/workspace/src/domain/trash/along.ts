import type {TrashManifest} from '../documents.js'

/** What went to the trash with work that nobody was asked about, as its manifest has it. */
export type Along = NonNullable<TrashManifest['along']>[number]
export type AlongKind = 'ignored' | 'superseded' | 'fetched' | 'hook' | 'reference'

const most = 50
const nouns: Readonly<Record<AlongKind, string>> = {
  ignored: 'what git ignores',
  superseded: 'commits that were amended or rebased away',
  fetched: 'commits that the origin has not got any more',
  hook: 'hooks of git',
  reference: 'references that an earlier gt saved',
}

/** @param what whose it was */
export function alongOf(what: string, found: Readonly<Partial<Record<AlongKind, readonly string[]>>>): Along[] {
  return Object.entries(found).flatMap(([kind, items]) =>
    items.length === 0 ? [] : [{what, kind, items: items.slice(0, most), count: items.length}],
  )
}

/** What is known of a clone that nobody has to be asked about. */
export interface Unasked {
  readonly ignored: readonly string[]
  readonly superseded: readonly string[]
  readonly fetched: readonly string[]
  readonly hooks: readonly string[]
}

/** What goes to the trash with a clone. @param what its name */
export function alongWith(what: string, {ignored, superseded, fetched, hooks}: Unasked): Along[] {
  return alongOf(what, {ignored, superseded, fetched, hook: hooks})
}

/** `what git ignores: .env, build/ and 3 more`; a kind that another version of gt knows is shown by its name */
export function printAlong({kind, items, count}: Along, shown = 5): string {
  const noun = Object.hasOwn(nouns, kind) ? nouns[kind as AlongKind] : kind
  const more = count - Math.min(items.length, shown)
  return `${noun}: ${items.slice(0, shown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
