import {absolutePath} from '@gt-town/contract'
import {NotADirectoryError, NotAFileError, PermissionDeniedError, TooLargeError} from '@gt-town/contract'
import type {DirEntry, Look, LookValue, Space, Stat} from '@gt-town/contract'
import type {MemoryNode, MemoryTree} from './memory-tree.js'

const defaultMaxBytes = 64 * 1024 * 1024

/** One look at the tree. @throws what the connection's method throws */
export function lookAt<L extends Look>(tree: MemoryTree, look: L): LookValue<L> {
  return answer(tree, look) as LookValue<L>
}

function answer(tree: MemoryTree, look: Look): Buffer | Stat | DirEntry[] | Space | string {
  const path = absolutePath(look.path)
  const {node, real} = tree.see(path, look.op !== 'stat' || look.follow !== false)
  switch (look.op) {
    case 'read':
      return read(node, path, look.maxBytes ?? defaultMaxBytes)
    case 'list':
      return list(node, path)
    case 'stat':
      return statOf(node)
    case 'realpath':
      return real
    case 'space':
      return tree.space
  }
}

function read(node: MemoryNode, path: string, maxBytes: number): Buffer {
  if (node.type !== 'file') throw new NotAFileError(path)
  if (!(node.mode & 0o400)) throw new PermissionDeniedError(path)
  if (node.data.length > maxBytes) throw new TooLargeError(path, maxBytes)
  return Buffer.from(node.data)
}

function list(node: MemoryNode, path: string): DirEntry[] {
  if (node.type !== 'directory') throw new NotADirectoryError(path)
  if (!(node.mode & 0o400)) throw new PermissionDeniedError(path)
  return [...node.entries].map(([name, {type}]) => ({name, type})).sort((a, b) => (a.name < b.name ? -1 : 1))
}

function statOf(node: MemoryNode): Stat {
  return {
    type: node.type,
    size: node.type === 'file' ? node.data.length : node.type === 'symlink' ? node.target.length : 4096,
    mode: node.mode,
    mtimeMs: node.mtimeMs,
    links: 1,
    inode: `memory:${node.inode}`,
  }
}
