import {
  ForwardingConnection,
  InputOutputError,
  isGtError,
  messageOf,
  readOnly,
  type Connection,
  type DirEntry,
  type Look,
  type Outcome,
  type Outcomes,
  type Stat,
} from '@gt-town/contract'

/** Larger files are not kept: they would be read once anyway. */
const keptBytes = 1024 * 1024

/**
 * A read-only connection that gathers all looks of one turn of the event loop into one round trip and never looks at the
 * same thing twice, until it is told to `forget`.
 */
export class ReadAhead extends ForwardingConnection {
  #entries = new Map<string, Entry>()
  #waiting: Entry[] = []

  constructor(inner: Connection) {
    super(readOnly(inner))
  }

  /** From now on everything is looked at anew. */
  forget(): void {
    this.#entries = new Map()
  }

  override async readFile(path: string, options: {maxBytes?: number} = {}): Promise<Buffer> {
    return valueOf(await this.#look({op: 'read', path, ...options}))
  }

  override async listDir(path: string): Promise<DirEntry[]> {
    return valueOf(await this.#look({op: 'list', path}))
  }

  override async stat(path: string, options: {follow?: boolean} = {}): Promise<Stat> {
    return valueOf(await this.#look({op: 'stat', path, ...options}))
  }

  override async realpath(path: string): Promise<string> {
    return valueOf(await this.#look({op: 'realpath', path}))
  }

  override async fileExists(path: string): Promise<boolean> {
    const outcome = await this.#look({op: 'stat', path})
    if (outcome.ok) return true
    if (isGtError(outcome.error, 'GT_NOT_FOUND')) return false
    // Rare, and only the connection knows what it means there.
    return this.inner.fileExists(path)
  }

  override async inspect<const Looks extends readonly Look[]>(looks: Looks): Promise<Outcomes<Looks>> {
    const outcomes = await Promise.all(looks.map(async (look) => this.#look(look)))
    return outcomes as Outcomes<Looks>
  }

  #look<L extends Look>(look: L): Promise<Outcome<LookValueOf<L>>> {
    const key = keyOf(look)
    let entry = this.#entries.get(key)
    if (!entry) {
      entry = new Entry(look)
      this.#entries.set(key, entry)
      // Not a microtask: checks that went through fewer of them would be asked for alone.
      if (this.#waiting.push(entry) === 1) setImmediate(() => void this.#ask())
    }
    return entry.outcome as Promise<Outcome<LookValueOf<L>>>
  }

  async #ask(): Promise<void> {
    const entries = this.#waiting
    this.#waiting = []
    try {
      const outcomes: readonly Outcome<unknown>[] = await this.inner.inspect(entries.map(({look}) => look))
      entries.forEach((entry, index) => {
        const outcome = outcomes[index] ?? failed(entry, 'the connection gave no answer')
        if (outcome.ok && outcome.value instanceof Uint8Array && outcome.value.length > keptBytes) this.#drop(entry)
        entry.settle(outcome)
      })
    } catch (error) {
      for (const entry of entries) {
        this.#drop(entry)
        entry.settle(isGtError(error) ? {ok: false, error} : failed(entry, messageOf(error)))
      }
    }
  }

  #drop(entry: Entry): void {
    const key = keyOf(entry.look)
    if (this.#entries.get(key) === entry) this.#entries.delete(key)
  }
}

type LookValueOf<L extends Look> = Outcomes<readonly [L]>[0] extends Outcome<infer Value> ? Value : never

class Entry {
  readonly look: Look
  readonly outcome: Promise<Outcome<unknown>>
  settle!: (outcome: Outcome<unknown>) => void

  constructor(look: Look) {
    this.look = look
    this.outcome = new Promise((resolve) => {
      this.settle = resolve
    })
  }
}

function keyOf(look: Look): string {
  switch (look.op) {
    case 'read':
      return look.maxBytes === undefined ? `r${look.path}` : `r${look.maxBytes}\0${look.path}`
    case 'stat':
      return look.follow === false ? `l${look.path}` : `s${look.path}`
    case 'list':
      return `d${look.path}`
    case 'realpath':
      return `p${look.path}`
  }
}

function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw outcome.error
}

function failed({look}: Entry, reason: string): Outcome<never> {
  return {ok: false, error: new InputOutputError(look.path, reason)}
}
