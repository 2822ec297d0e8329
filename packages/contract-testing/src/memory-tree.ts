import {dirname, join, resolve} from 'node:path'
import {NotADirectoryError, NotFoundError, PermissionDeniedError, type Space} from '@gt-town/contract'

/** What lies at a path: text, bytes, a link, or either of file and folder with a mode of its own. */
export type TreeEntry<Text = string> =
  | Text
  | Uint8Array
  | {readonly link: string}
  | {readonly data: string | Uint8Array; readonly mode: number}
  | {readonly mode: number}

/**
 * A file system as an object: `{'/town/a.json': '{}', '/town/empty/': '', '/town/link': {link: 'a.json'}}`. A path that
 * ends in a slash is a folder; the folders above something need not be named.
 */
export type Tree<Text = string> = Readonly<Record<string, TreeEntry<Text>>>

interface Common {
  mode: number
  mtimeMs: number
  readonly inode: number
}
export type FileNode = Common & {readonly type: 'file'; data: Buffer}
export type FolderNode = Common & {readonly type: 'directory'; readonly entries: Map<string, MemoryNode>}
export type LinkNode = Common & {readonly type: 'symlink'; readonly target: string}
export type MemoryNode = FileNode | FolderNode | LinkNode

/** Where a path leads: the folder it lies in, its name there, and what is there, if anything. */
export interface MemoryLocation {
  readonly folder: FolderNode
  readonly name: string
  readonly node: MemoryNode | undefined
  /** without links */
  readonly real: string
}

/** A step of the way failed; what that means depends on whether one wanted to look or to write. */
class Blocked extends Error {
  readonly reason: 'missing' | 'not-a-folder' | 'denied'
  constructor(reason: Blocked['reason']) {
    super(reason)
    this.reason = reason
  }
}

const mostLinks = 40

/** The nodes of a memory file system and the way through them. Modes count as they do for the owner of everything. */
export class MemoryTree {
  space: Space = {totalBytes: 1e12, freeBytes: 5e11}
  readonly #root: FolderNode
  #clock = 1_700_000_000_000
  #inodes = 0

  constructor() {
    this.#root = this.folder(0o755)
  }

  /** @throws NotFoundError, PermissionDeniedError */
  find(path: string, follow: boolean): MemoryNode {
    return this.see(path, follow).node
  }

  /** The same, and where it really is. */
  see(path: string, follow: boolean): MemoryLocation & {node: MemoryNode} {
    try {
      const spot = this.#walk(path, follow, 0)
      if (spot.node) return {...spot, node: spot.node}
    } catch (error) {
      if (!(error instanceof Blocked)) throw error
      if (error.reason === 'denied') throw new PermissionDeniedError(path, {cause: error})
    }
    throw new NotFoundError(path)
  }

  /** The place of an entry that will be made, replaced or removed. @throws NotFoundError (folder), NotADirectoryError, PermissionDeniedError */
  place(path: string): MemoryLocation {
    try {
      const spot = this.#walk(path, false, 0)
      if (!(spot.folder.mode & 0o200)) throw new Blocked('denied')
      return spot
    } catch (error) {
      if (!(error instanceof Blocked)) throw error
      if (error.reason === 'denied') throw new PermissionDeniedError(path, {cause: error})
      if (error.reason === 'missing') throw new NotFoundError(dirname(path), {cause: error})
      throw new NotADirectoryError(dirname(path), {cause: error})
    }
  }

  file(data: Uint8Array, mode: number): FileNode {
    return {type: 'file', data: Buffer.from(data), ...this.#common(mode)}
  }

  folder(mode: number): FolderNode {
    return {type: 'directory', entries: new Map(), ...this.#common(mode)}
  }

  link(target: string): LinkNode {
    return {type: 'symlink', target, ...this.#common(0o777)}
  }

  touch(node: MemoryNode): void {
    node.mtimeMs = this.#clock++
  }

  #common(mode: number): Common {
    return {mode, mtimeMs: this.#clock++, inode: ++this.#inodes}
  }

  #walk(path: string, follow: boolean, links: number): MemoryLocation {
    if (links > mostLinks) throw new Blocked('missing')
    const names = path.split('/').filter((name) => name !== '')
    let spot: MemoryLocation = {folder: this.#root, name: '', node: this.#root, real: '/'}
    for (const [index, name] of names.entries()) {
      const isLast = index === names.length - 1
      const folder = spot.node
      if (!folder) throw new Blocked('missing')
      if (folder.type !== 'directory') throw new Blocked('not-a-folder')
      if (!(folder.mode & 0o100)) throw new Blocked('denied')
      const node = folder.entries.get(name)
      if (node?.type === 'symlink' && (follow || !isLast)) {
        const target = resolve(spot.real, node.target)
        return this.#walk(join(target, ...names.slice(index + 1)), follow, links + 1)
      }
      spot = {folder, name, node, real: join(spot.real, name)}
    }
    return spot
  }
}
