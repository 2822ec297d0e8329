import {dirname, join, resolve} from 'node:path'
import {
  isGtError,
  NotADirectoryError,
  NotAFileError,
  NotFoundError,
  type Connection,
  type DirEntry,
  type FileType,
  type Stat,
} from '@gt-town/contract'

/** A thing of the real machine, with all that is in it, untouched; `path` is where it really lies. */
interface Real {
  readonly kind: 'real'
  readonly path: string
  readonly stat: Stat
}
interface Common {
  mode: number
  readonly mtimeMs: number
  readonly inode: string
}
type File = Common & {readonly kind: 'file'; readonly data: Buffer}
type Link = Common & {readonly kind: 'link'; readonly target: string}
/** What is not in `entries` is as in the real folder `origin`, if there is one; undefined is what went away. */
export type Folder = Common & {
  readonly kind: 'folder'
  readonly origin: string | undefined
  readonly entries: Map<string, Node | undefined>
}
export type Node = Real | File | Link | Folder

/** Where a path leads: the folder it lies in, and what is there, if anything. */
export interface OverlayLocation {
  readonly parent: Node
  readonly name: string
  readonly node: Node | undefined
  /** without links */
  readonly real: string
}

const mostLinks = 40
/** Whoever would make it is who looks; under which user id that is, nobody asked. */
const ownerOfPlanned = 0

/** The file system of a machine as it would be after changes that nobody made: real things are looked at when asked for. */
export class Overlay {
  readonly #inner: Connection
  readonly #root: Folder
  #count = 0

  constructor(inner: Connection) {
    this.#inner = inner
    this.#root = {...this.common(0o755), kind: 'folder', origin: '/', entries: new Map()}
  }

  common(mode: number): Common {
    this.#count++
    return {mode, mtimeMs: Date.now(), inode: `planned:${this.#count}`}
  }

  /** @throws NotFoundError, PermissionDeniedError */
  async see(path: string, follow: boolean): Promise<OverlayLocation & {node: Node}> {
    const spot = await this.#walk(path, follow, 0)
    if (typeof spot === 'string' || !spot.node) throw new NotFoundError(path)
    return {...spot, node: spot.node}
  }

  /** The place of an entry that will be made, replaced or removed. @throws NotFoundError (folder), NotADirectoryError */
  async place(path: string): Promise<OverlayLocation> {
    const spot = await this.#walk(path, false, 0)
    if (spot === 'missing') throw new NotFoundError(dirname(path))
    if (spot === 'not a folder') throw new NotADirectoryError(dirname(path))
    return spot
  }

  /** Puts something, or nothing, at the place of a path without links. */
  async put(real: string, node: Node | undefined): Promise<void> {
    const folder = await this.#own(dirname(real))
    folder.entries.set(real.slice(real.lastIndexOf('/') + 1), node)
  }

  async chmod(spot: OverlayLocation & {node: Node}, mode: number): Promise<void> {
    const {node, real} = spot
    if (node.kind !== 'real') node.mode = mode
    else if (node.stat.type === 'directory') (await this.#own(real)).mode = mode
    else await this.put(real, {...node, stat: {...node.stat, mode}})
  }

  async list(node: Node, path: string): Promise<DirEntry[]> {
    if (typeOf(node) !== 'directory') throw new NotADirectoryError(path)
    if (node.kind === 'real') return this.#inner.listDir(node.path)
    if (node.kind !== 'folder') return []
    const below = node.origin === undefined || node.origin === '' ? [] : await this.#inner.listDir(node.origin)
    const untouched = below.filter(({name}) => !node.entries.has(name))
    const own = [...node.entries].flatMap(([name, entry]) => (entry ? [{name, type: typeOf(entry)}] : []))
    return [...untouched, ...own].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async read(node: Node, path: string, maxBytes: number | undefined): Promise<Buffer> {
    if (typeOf(node) !== 'file') throw new NotAFileError(path)
    if (node.kind === 'file') return Buffer.from(node.data)
    return this.#inner.readFile(node.kind === 'real' ? node.path : path, maxBytes === undefined ? {} : {maxBytes})
  }

  /** The folder at a path without links, as one whose entries can be changed. */
  async #own(real: string): Promise<Folder> {
    let at = this.#root
    for (const name of namesOf(real)) {
      const node = await this.#child(at, name)
      if (!node || typeOf(node) !== 'directory') throw new NotADirectoryError(real)
      const folder: Folder =
        node.kind === 'folder'
          ? node
          : {
              kind: 'folder',
              origin: node.kind === 'real' ? node.path : undefined,
              entries: new Map(),
              ...(node.kind === 'real'
                ? {mode: node.stat.mode, mtimeMs: node.stat.mtimeMs, inode: node.stat.inode}
                : this.common(0o755)),
            }
      at.entries.set(name, folder)
      at = folder
    }
    return at
  }

  async #child(parent: Node, name: string): Promise<Node | undefined> {
    if (parent.kind === 'folder' && parent.entries.has(name)) return parent.entries.get(name)
    const folder = parent.kind === 'folder' ? parent.origin : parent.kind === 'real' ? parent.path : undefined
    if (folder === undefined) return undefined
    const path = join(folder, name)
    try {
      return {kind: 'real', path, stat: await this.#inner.stat(path, {follow: false})}
    } catch (error) {
      if (isGtError(error, 'GT_NOT_FOUND')) return undefined
      throw error
    }
  }

  async #walk(path: string, follow: boolean, links: number): Promise<OverlayLocation | 'missing' | 'not a folder'> {
    if (links > mostLinks) return 'missing'
    const names = namesOf(path)
    let spot: OverlayLocation = {parent: this.#root, name: '', node: this.#root, real: '/'}
    for (const [index, name] of names.entries()) {
      const parent = spot.node
      if (!parent) return 'missing'
      if (typeOf(parent) !== 'directory') return 'not a folder'
      const node = await this.#child(parent, name)
      if (node && typeOf(node) === 'symlink' && (follow || index < names.length - 1)) {
        const target = await this.#targetOf(node, spot.real)
        return target === undefined ? 'missing' : this.#walk(join(target, ...names.slice(index + 1)), follow, links + 1)
      }
      spot = {parent, name, node, real: join(spot.real, name)}
    }
    return spot
  }

  /** Where a link leads; what a real one says in words cannot be asked, only where it ends. */
  async #targetOf(node: Node, folder: string): Promise<string | undefined> {
    if (node.kind === 'link') return resolve(folder, node.target)
    if (node.kind !== 'real') return undefined
    try {
      return await this.#inner.realpath(node.path)
    } catch (error) {
      if (isGtError(error, 'GT_NOT_FOUND')) return undefined
      throw error
    }
  }
}

export function typeOf(node: Node): FileType {
  if (node.kind === 'real') return node.stat.type
  return node.kind === 'folder' ? 'directory' : node.kind === 'link' ? 'symlink' : 'file'
}

export function statOf(node: Node): Stat {
  if (node.kind === 'real') return node.stat
  const {mode, mtimeMs, inode} = node
  const size = node.kind === 'file' ? node.data.length : node.kind === 'link' ? Buffer.byteLength(node.target) : 4096
  return {type: typeOf(node), size, mode, mtimeMs, inode, links: 1, owner: ownerOfPlanned, isOwn: true}
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '')
}
