import {chmodSync, lstatSync, readdirSync, readFileSync, readlinkSync, type Stats} from 'node:fs'
import {join} from 'node:path'

/** What lies at a path: its kind, mode, and its bytes as latin1 (or where a link points). */
export interface Entry {
  readonly kind: 'file' | 'folder' | 'link'
  readonly mode: number
  readonly content: string
}

/** Everything below a folder by relative path, also what nobody may read at the moment; modes are put back afterwards. */
export function treeOf(root: string, under = ''): Map<string, Entry> {
  const tree = new Map<string, Entry>()
  for (const name of readable(join(root, under), 0o700, () => readdirSync(join(root, under))).sort()) {
    const path = join(under, name)
    const stat = lstatSync(join(root, path))
    tree.set(path, entryOf(join(root, path), stat))
    if (!stat.isDirectory()) continue
    readable(join(root, path), 0o700, () => {
      for (const [below, entry] of treeOf(root, path)) tree.set(below, entry)
    })
  }
  return tree
}

export function isSame(a: Entry | undefined, b: Entry | undefined): boolean {
  return a?.kind === b?.kind && a?.content === b?.content
}

function entryOf(path: string, stat: Stats): Entry {
  const mode = stat.mode & 0o7777
  if (stat.isDirectory()) return {kind: 'folder', mode, content: ''}
  if (stat.isSymbolicLink()) return {kind: 'link', mode, content: readlinkSync(path)}
  return {kind: 'file', mode, content: readable(path, 0o600, () => readFileSync(path, 'latin1'))}
}

function readable<T>(path: string, bits: number, look: () => T): T {
  const mode = lstatSync(path).mode & 0o7777
  if ((mode & bits) === bits) return look()
  chmodSync(path, mode | bits)
  try {
    return look()
  } finally {
    chmodSync(path, mode)
  }
}
