import {ForwardingConnection} from './forwarding-connection.js'
import type {ReadRequest, Outcome, Outcomes, Stat} from '@gt-town/contract'

/**
 * Remembers every path that was looked at through it, and how it looked, so that it can say later what has changed. It
 * asks for that in the same round trip and before the look itself, so that no change falls between the two. What a
 * program saw is not known to it.
 */
export class Footprint extends ForwardingConnection {
  readonly #seen = new Map<string, {look: StatLook; signature: string}>()

  /** How many paths it watches. */
  get size(): number {
    return this.#seen.size
  }

  forget(): void {
    this.#seen.clear()
  }

  /** The paths that do not look any more as they did, sorted. One round trip. */
  async changes(): Promise<string[]> {
    const entries = [...this.#seen.values()]
    const outcomes = await this.inner.inspect(entries.map(({look}) => look))
    const changed = entries.filter(({signature}, index) => {
      const outcome = outcomes[index]
      return outcome !== undefined && signatureOf(outcome) !== signature
    })
    return [...new Set(changed.map(({look}) => look.path))].sort()
  }

  override async inspect<const Requests extends readonly ReadRequest[]>(looks: Requests): Promise<Outcomes<Requests>> {
    const fresh = new Map<string, StatLook>()
    for (const look of looks) {
      if (look.op === 'space') continue
      const stat = statOf(look)
      const key = keyOf(stat)
      if (!this.#seen.has(key)) fresh.set(key, stat)
    }
    const outcomes: readonly Outcome<unknown>[] = await this.inner.inspect([...fresh.values(), ...looks])
    ;[...fresh].forEach(([key, look], index) => {
      const outcome = outcomes[index]
      if (outcome) this.#seen.set(key, {look, signature: signatureOf(outcome as Outcome<Stat>)})
    })
    return outcomes.slice(fresh.size) as Outcomes<Requests>
  }
}

interface StatLook {
  readonly op: 'stat'
  readonly path: string
  readonly follow: boolean
}

function statOf(look: ReadRequest): StatLook {
  return {op: 'stat', path: look.path, follow: !(look.op === 'stat' && look.follow === false)}
}

function keyOf({path, follow}: StatLook): string {
  return `${follow ? 'f' : 'l'}${path}`
}

/** The names in a folder come with its time; the number of hard links says nothing about a file itself. */
function signatureOf(outcome: Outcome<Stat>): string {
  if (!outcome.ok) return outcome.error.code
  const {type, size, mode, mtimeMs, inode} = outcome.value
  return `${type} ${size} ${mode} ${mtimeMs} ${inode}`
}
