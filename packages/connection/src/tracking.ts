import type {ReadRequest, Outcome, Outcomes, Stat} from '@gt-town/contract'
import {ConnectionDecorator} from './connection-decorator.js'

/**
 * Remembers every path that was read through it, and its state then, so that it can say later what has changed. It asks
 * for that in the same round trip and before the read itself, so that no change falls between the two. What a program
 * read is not known to it.
 */
export class TrackingConnection extends ConnectionDecorator {
  readonly #known = new Map<string, {request: StatRequest; signature: string}>()

  /** How many paths it watches. */
  get size(): number {
    return this.#known.size
  }

  forget(): void {
    this.#known.clear()
  }

  /** The paths whose state is another one now, sorted. One round trip. */
  async changes(): Promise<string[]> {
    const entries = [...this.#known.values()]
    const outcomes = await this.inner.inspect(entries.map(({request}) => request))
    const changed = entries.filter(({signature}, index) => {
      const outcome = outcomes[index]
      return outcome !== undefined && signatureOf(outcome) !== signature
    })
    return [...new Set(changed.map(({request}) => request.path))].sort()
  }

  override async inspect<const Requests extends readonly ReadRequest[]>(
    requests: Requests,
  ): Promise<Outcomes<Requests>> {
    const fresh = new Map<string, StatRequest>()
    for (const request of requests) {
      if (request.op === 'space') continue
      const stat = statOf(request)
      const key = keyOf(stat)
      if (!this.#known.has(key)) fresh.set(key, stat)
    }
    const outcomes: readonly Outcome<unknown>[] = await this.inner.inspect([...fresh.values(), ...requests])
    ;[...fresh].forEach(([key, request], index) => {
      const outcome = outcomes[index]
      if (outcome) this.#known.set(key, {request, signature: signatureOf(outcome as Outcome<Stat>)})
    })
    return outcomes.slice(fresh.size) as Outcomes<Requests>
  }
}

interface StatRequest {
  readonly op: 'stat'
  readonly path: string
  readonly follow: boolean
}

function statOf(request: ReadRequest): StatRequest {
  return {op: 'stat', path: request.path, follow: !(request.op === 'stat' && request.follow === false)}
}

function keyOf({path, follow}: StatRequest): string {
  return `${follow ? 'f' : 'l'}${path}`
}

/** The names in a folder come with its time; the number of hard links says nothing about a file itself. */
function signatureOf(outcome: Outcome<Stat>): string {
  if (!outcome.ok) return outcome.error.code
  const {type, size, mode, mtimeMs, inode} = outcome.value
  return `${type} ${size} ${mode} ${mtimeMs} ${inode}`
}
