import {isUtf8} from 'node:buffer'
import {dirname} from 'node:path'
import type {FolderNode, MemoryNode, MemoryTree, Tree, TreeEntry} from './memory-tree.js'

export const fileMode = 0o644
export const folderMode = 0o755

/** Fills an empty tree with what the literal says. */
export function plant(tree: MemoryTree, literal: Tree): void {
  for (const [path, entry] of Object.entries(literal)) {
    const target = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
    if (!path.startsWith('/')) throw new Error(`a tree holds absolute paths, not ${path}`)
    const node = nodeOf(tree, path, entry)
    const {folder, name, node: there} = makeWay(tree, target)
    if (there?.type === 'directory' && node.type === 'directory') there.mode = node.mode
    else folder.entries.set(name, node)
  }
  lockFolders(tree, literal)
}

/** The literal of what lies in a folder, sorted; the same that would be planted. */
export function literalOf(folder: FolderNode, path: string): Record<string, TreeEntry> {
  const entries = [...folder.entries].sort(([a], [b]) => (a < b ? -1 : 1))
  const here = path === '/' ? '' : path
  return Object.fromEntries(
    entries.flatMap(([name, node]) => {
      if (node.type !== 'directory') return [[`${here}/${name}`, entryOf(node)]]
      const below = Object.entries(literalOf(node, `${here}/${name}`))
      const isPlain = node.mode === folderMode
      const own: [string, TreeEntry] = [`${here}/${name}/`, isPlain ? '' : {mode: node.mode}]
      return below.length > 0 && isPlain ? below : [own, ...below]
    }),
  )
}

function nodeOf(tree: MemoryTree, path: string, entry: TreeEntry): MemoryNode {
  if (path.endsWith('/')) return tree.folder(folderMode)
  if (typeof entry === 'string') return tree.file(Buffer.from(entry), fileMode)
  if (entry instanceof Uint8Array) return tree.file(entry, fileMode)
  if ('link' in entry) return tree.link(entry.link)
  if ('data' in entry) return tree.file(Buffer.from(entry.data as string), entry.mode)
  throw new Error(`${path}: a folder's path ends in a slash`)
}

/** Modes last, or a folder without permission could not be filled. */
function lockFolders(tree: MemoryTree, literal: Tree): void {
  const folders = Object.entries(literal).filter(([path]) => path.endsWith('/') && path !== '/')
  for (const [path, entry] of folders.sort(([a], [b]) => b.length - a.length)) {
    if (typeof entry === 'object' && 'mode' in entry) tree.find(path.slice(0, -1), false).mode = entry.mode
  }
}

function makeWay(tree: MemoryTree, path: string): ReturnType<MemoryTree['place']> {
  const missing: string[] = []
  for (let at = dirname(path); at !== '/' && !isThere(tree, at); at = dirname(at)) missing.unshift(at)
  for (const folder of missing) {
    const {folder: parent, name} = tree.place(folder)
    parent.entries.set(name, tree.folder(folderMode))
  }
  return tree.place(path)
}

function isThere(tree: MemoryTree, path: string): boolean {
  try {
    return tree.find(path, true).type === 'directory'
  } catch {
    return false
  }
}

function entryOf(node: Exclude<MemoryNode, FolderNode>): TreeEntry {
  if (node.type === 'symlink') return {link: node.target}
  const data = isUtf8(node.data) ? node.data.toString() : new Uint8Array(node.data)
  return node.mode === fileMode ? data : {data, mode: node.mode}
}
