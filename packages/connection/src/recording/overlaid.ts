import {dirname} from 'node:path'
import {
  absolutePath,
  isGtError,
  TooLargeError,
  type Connection,
  type DirEntry,
  type ReadRequest,
  type Outcome,
  type Outcomes,
  type Space,
  type Stat,
} from '@gt-town/contract'
import {ForwardingConnection} from '../forwarding-connection.js'
import {Overlay, statOf, type Node} from './overlay.js'

/** Looks see what an overlay says, and as much as can be in one round trip what is really there. */
export class OverlaidConnection extends ForwardingConnection {
  protected readonly overlay: Overlay
  readonly #changed = new Set<string>()

  constructor(inner: Connection) {
    super(inner)
    this.overlay = new Overlay(inner)
  }

  override async inspect<const Requests extends readonly ReadRequest[]>(looks: Requests): Promise<Outcomes<Requests>> {
    if (this.#changed.size === 0) return this.inner.inspect(looks)
    // Asked together: where a link leads into what would be changed, the real answer is none.
    const real = looks.map(({path}): ReadRequest => ({op: 'realpath', path}))
    const answers: readonly Outcome<unknown>[] = await this.inner.inspect([...looks, ...real] as readonly ReadRequest[])
    const outcomes: Outcome<unknown>[] = []
    for (const [index, look] of looks.entries()) {
      const leads = answers[looks.length + index]
      const isAsItIs = !this.#concerns(look.path) && (leads?.ok !== true || leads.value === look.path)
      const answer = answers[index]
      outcomes.push(isAsItIs && answer ? answer : await this.#outcome(look))
    }
    return outcomes as Outcomes<Requests>
  }

  override async readFile(path: string, options: {maxBytes?: number} = {}): Promise<Buffer> {
    return this.#look({op: 'read', path, ...options}) as Promise<Buffer>
  }

  override async fileExists(path: string): Promise<boolean> {
    const [outcome] = await this.inspect([{op: 'stat', path}])
    if (!outcome.ok && outcome.error.code !== 'GT_NOT_FOUND') throw outcome.error
    return outcome.ok
  }

  override async listDir(path: string): Promise<DirEntry[]> {
    return this.#look({op: 'list', path}) as Promise<DirEntry[]>
  }

  override async stat(path: string, options: {follow?: boolean} = {}): Promise<Stat> {
    return this.#look({op: 'stat', path, ...options}) as Promise<Stat>
  }

  override async realpath(path: string): Promise<string> {
    return this.#look({op: 'realpath', path}) as Promise<string>
  }

  /** Puts something, or nothing, at the place of a path without links. */
  protected async put(real: string, node: Node | undefined): Promise<void> {
    await this.overlay.put(real, node)
    this.noteChange(real)
  }

  protected noteChange(real: string): void {
    this.#changed.add(real)
  }

  /** Whether a change lies on the way to a path, at it, or, as a list shows, right below it. */
  #concerns(path: string): boolean {
    for (const changed of this.#changed) {
      if (path === changed || path.startsWith(`${changed}/`) || path === dirname(changed)) return true
    }
    return false
  }

  async #look(look: ReadRequest): Promise<unknown> {
    const [outcome] = await this.inspect([look])
    if (outcome.ok) return outcome.value
    throw outcome.error
  }

  async #outcome(look: ReadRequest): Promise<Outcome<unknown>> {
    try {
      return {ok: true, value: await this.#answer(look)}
    } catch (error) {
      if (isGtError(error)) return {ok: false, error}
      throw error
    }
  }

  async #answer(look: ReadRequest): Promise<Buffer | Stat | DirEntry[] | Space | string> {
    const path = absolutePath(look.path)
    const {node, real} = await this.overlay.see(path, look.op !== 'stat' || look.follow !== false)
    switch (look.op) {
      case 'read': {
        const bytes = await this.overlay.read(node, path, look.maxBytes)
        if (look.maxBytes !== undefined && bytes.length > look.maxBytes) throw new TooLargeError(path, look.maxBytes)
        return bytes
      }
      case 'list':
        return this.overlay.list(node, path)
      case 'stat':
        return statOf(node)
      case 'realpath':
        return real
      case 'space':
        return this.#space(path)
    }
  }

  /** Of the nearest real thing above. */
  async #space(path: string): Promise<Space> {
    const [space] = await this.inner.inspect([{op: 'space', path}])
    if (space.ok) return space.value
    if (dirname(path) === path) throw space.error
    return this.#space(dirname(path))
  }
}
