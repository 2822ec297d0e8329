import {dirname} from 'node:path'
import {
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
import {ConnectionDecorator} from '../connection-decorator.js'
import {Overlay, statOf, type Node} from './overlay.js'
import {absolutePath} from '../absolute-path.js'

/** Reads see what an overlay says, and as much as can be in one round trip what is really there. */
export class OverlaidConnection extends ConnectionDecorator {
  protected readonly overlay: Overlay
  readonly #changed = new Set<string>()

  constructor(inner: Connection) {
    super(inner)
    this.overlay = new Overlay(inner)
  }

  override async inspect<const Requests extends readonly ReadRequest[]>(
    requests: Requests,
  ): Promise<Outcomes<Requests>> {
    if (this.#changed.size === 0) return this.inner.inspect(requests)
    // Asked together: where a link leads into what would be changed, the real answer is none.
    const real = requests.map(({path}): ReadRequest => ({op: 'realpath', path}))
    const answers: readonly Outcome<unknown>[] = await this.inner.inspect([
      ...requests,
      ...real,
    ] as readonly ReadRequest[])
    const outcomes: Outcome<unknown>[] = []
    for (const [index, request] of requests.entries()) {
      const leads = answers[requests.length + index]
      const isAsItIs = !this.#concerns(request.path) && (leads?.ok !== true || leads.value === request.path)
      const answer = answers[index]
      outcomes.push(isAsItIs && answer ? answer : await this.#outcome(request))
    }
    return outcomes as Outcomes<Requests>
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

  async #outcome(request: ReadRequest): Promise<Outcome<unknown>> {
    try {
      return {ok: true, value: await this.#answer(request)}
    } catch (error) {
      if (isGtError(error)) return {ok: false, error}
      throw error
    }
  }

  async #answer(request: ReadRequest): Promise<Buffer | Stat | DirEntry[] | Space | string> {
    const path = absolutePath(request.path)
    const {node, real} = await this.overlay.see(path, request.op !== 'stat' || request.follow !== false)
    switch (request.op) {
      case 'read': {
        const bytes = await this.overlay.read(node, path, request.maxBytes)
        if (request.maxBytes !== undefined && bytes.length > request.maxBytes)
          throw new TooLargeError(path, request.maxBytes)
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
