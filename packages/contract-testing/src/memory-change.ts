import {dirname} from 'node:path'
import {absolutePath, refuseLinkTarget, type ChangeRequest} from '@gt-town/connection'
import {
  ExistsError,
  InputOutputError,
  isGtError,
  NotADirectoryError,
  NotAFileError,
  NotEmptyError,
  PermissionDeniedError,
  type WriteOptions,
} from '@gt-town/contract'
import {fileMode, folderMode} from './memory-literal.js'
import type {MemoryNode, MemoryTree} from './memory-tree.js'

/** One change of a memory file system. @throws what the connection's method throws */
export function changeTree(tree: MemoryTree, request: ChangeRequest): void {
  if (request.op === 'rename') return rename(tree, absolutePath(request.from), absolutePath(request.to))
  if (request.op === 'symlink') refuseLinkTarget(request.target)
  const path = absolutePath(request.path)
  switch (request.op) {
    case 'write':
      return writeFile(tree, path, request.data, request.options ?? {})
    case 'append':
      return appendFile(tree, path, request.data)
    case 'mkdirAll':
      return mkdirAll(tree, path)
    case 'mkdir':
      return mkdir(tree, path)
    case 'remove':
      return remove(tree, path, request.options?.recursive ?? false)
    case 'symlink':
      return symlink(tree, request.target, path)
    case 'chmod':
      tree.find(path, true).mode = request.mode
      return
    default:
      request satisfies never
  }
}

function writeFile(tree: MemoryTree, path: string, data: string | Uint8Array, options: WriteOptions): void {
  const {folder, name, node} = tree.place(path)
  if (node && options.exclusive) throw new ExistsError(path)
  if (node && node.type !== 'file') throw new NotAFileError(path)
  if (node && !(node.mode & 0o200)) throw new PermissionDeniedError(path)
  folder.entries.set(name, tree.file(Buffer.from(data as string), node?.mode ?? options.mode ?? fileMode))
}

function appendFile(tree: MemoryTree, path: string, data: string | Uint8Array): void {
  const {folder, name, node = tree.file(Buffer.alloc(0), fileMode)} = tree.place(path)
  if (node.type !== 'file') throw new NotAFileError(path)
  if (!(node.mode & 0o200)) throw new PermissionDeniedError(path)
  node.data = Buffer.concat([node.data, Buffer.from(data as string)])
  tree.touch(node)
  folder.entries.set(name, node)
}

function mkdir(tree: MemoryTree, path: string): void {
  const {folder, name, node} = tree.place(path)
  if (node) throw new ExistsError(path)
  folder.entries.set(name, tree.folder(folderMode))
}

function mkdirAll(tree: MemoryTree, path: string): void {
  try {
    if (tree.find(path, true).type !== 'directory') throw new NotADirectoryError(path)
  } catch (error) {
    if (!isGtError(error, 'GT_NOT_FOUND')) throw error
    if (dirname(path) !== path) mkdirAll(tree, dirname(path))
    const {folder, name, node} = tree.place(path)
    if (node) throw new NotADirectoryError(path, {cause: error})
    folder.entries.set(name, tree.folder(folderMode))
  }
}

function rename(tree: MemoryTree, from: string, to: string): void {
  const {node: moving} = tree.see(from, false)
  const [left, taken] = [tree.place(from), tree.place(to)]
  if (moving.type === 'directory' && taken.real.startsWith(`${left.real}/`)) {
    throw new InputOutputError(to, 'a folder cannot be moved into itself')
  }
  // As rename(2) does: a folder onto itself is no change.
  if (moving.type === 'directory' && moving === taken.node) return
  refuseReplacing(to, moving, taken.node)
  left.folder.entries.delete(left.name)
  taken.folder.entries.set(taken.name, moving)
}

function remove(tree: MemoryTree, path: string, recursive: boolean): void {
  const {node} = tree.see(path, false)
  const {folder, name} = tree.place(path)
  if (node.type === 'directory' && node.entries.size > 0 && !recursive) throw new NotEmptyError(path)
  folder.entries.delete(name)
}

function symlink(tree: MemoryTree, target: string, path: string): void {
  const {folder, name, node} = tree.place(path)
  if (node) throw new ExistsError(path)
  folder.entries.set(name, tree.link(target))
}

export function makeLockFile(tree: MemoryTree, path: string): void {
  const {folder, name, node} = tree.place(path)
  if (node && node.type !== 'file') throw new NotAFileError(path)
  if (!node) folder.entries.set(name, tree.file(Buffer.alloc(0), fileMode))
}

function refuseReplacing(path: string, moving: MemoryNode, there: MemoryNode | undefined): void {
  if (!there) return
  if (moving.type !== 'directory' || there.type !== 'directory') throw new ExistsError(path)
  if (there.entries.size > 0) throw new NotEmptyError(path)
}
