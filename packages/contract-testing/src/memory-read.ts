import {absolutePath} from '@gt-town/connection'
import {
  NotADirectoryError,
  NotAFileError,
  PermissionDeniedError,
  TooLargeError,
  type DirEntry,
  type ReadRequest,
  type ReadValue,
  type Space,
  type Stat,
} from '@gt-town/contract'
import type {MemoryNode, MemoryTree} from './memory-tree.js'

/** Nobody else is there. */
const ownerOfMemory = 1000
const defaultMaxBytes = 64 * 1024 * 1024

/** Answers one request from the tree. @throws what the connection's method throws */
export function readFrom<R extends ReadRequest>(tree: MemoryTree, request: R): ReadValue<R> {
  return valueOf(tree, request) as ReadValue<R>
}

function valueOf(tree: MemoryTree, request: ReadRequest): Buffer | Stat | DirEntry[] | Space | string {
  const path = absolutePath(request.path)
  const {node, real} = tree.see(path, request.op !== 'stat' || request.follow !== false)
  switch (request.op) {
    case 'read':
      return read(node, path, request.maxBytes ?? defaultMaxBytes)
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
    owner: ownerOfMemory,
    isOwn: true,
  }
}
