import {ForwardingConnection} from './forwarding-connection.js'
import {
  InputOutputError,
  isGtError,
  messageOf,
  type Connection,
  type DirEntry,
  type ReadRequest,
  type ReadValue,
  type Outcome,
  type Outcomes,
  type Stat,
} from '@gt-town/contract'
import {readOnly} from './read-only.js'

/** Larger files are not kept: they would be read once anyway. */
const keptBytes = 1024 * 1024

/**
 * A read-only connection that gathers all looks of one turn of the event loop into one round trip and never looks at the
 * same thing twice, until it is told to `forget`. Written for tens of thousands of looks: one promise a question, not a look.
 */
export class ReadAhead extends ForwardingConnection {
  #entries = new Map<string, Map<string, Entry>>()
  #waiting: Entry[] = []

  constructor(inner: Connection) {
    super(readOnly(inner))
  }

  /** From now on everything is looked at anew. */
  forget(): void {
    this.#entries = new Map()
  }

  override async readFile(path: string, options: {maxBytes?: number} = {}): Promise<Buffer> {
    return valueOf(await this.#askOne({op: 'read', path, ...options}))
  }

  override async listDir(path: string): Promise<DirEntry[]> {
    return valueOf(await this.#askOne({op: 'list', path}))
  }

  override async stat(path: string, options: {follow?: boolean} = {}): Promise<Stat> {
    return valueOf(await this.#askOne({op: 'stat', path, ...options}))
  }

  override async realpath(path: string): Promise<string> {
    return valueOf(await this.#askOne({op: 'realpath', path}))
  }

  override async fileExists(path: string): Promise<boolean> {
    const outcome = await this.#askOne({op: 'stat', path})
    if (outcome.ok) return true
    if (isGtError(outcome.error, 'GT_NOT_FOUND')) return false
    throw outcome.error
  }

  override async inspect<const Requests extends readonly ReadRequest[]>(looks: Requests): Promise<Outcomes<Requests>> {
    return (await this.#ask(looks)) as Outcomes<Requests>
  }

  async #askOne<L extends ReadRequest>(look: L): Promise<Outcome<ReadValue<L>>> {
    const [outcome] = await this.#ask([look])
    return outcome as Outcome<ReadValue<L>>
  }

  async #ask(looks: readonly ReadRequest[]): Promise<Outcome<unknown>[]> {
    const entries: Entry[] = []
    let open = 0
    for (const look of looks) {
      const entry = this.#entryOf(look)
      if (entry.outcome === undefined) open++
      entries.push(entry)
    }
    if (open > 0) {
      await new Promise<void>((resolve) => {
        const question: Question = {open, resolve}
        for (const entry of entries) if (entry.outcome === undefined) entry.questions.push(question)
      })
    }
    return entries.map((entry) => entry.outcome ?? failed(entry, 'the connection gave no answer'))
  }

  #entryOf(look: ReadRequest): Entry {
    const kind = kindOf(look)
    let kept = this.#entries.get(kind)
    if (!kept) this.#entries.set(kind, (kept = new Map<string, Entry>()))
    let entry = kept.get(look.path)
    if (!entry) {
      entry = {look, keptIn: kept, questions: [], outcome: undefined}
      kept.set(look.path, entry)
      // Not a microtask: checks that went through fewer of them would be asked for alone.
      if (this.#waiting.push(entry) === 1) setImmediate(() => void this.#answer())
    }
    return entry
  }

  async #answer(): Promise<void> {
    const entries = this.#waiting
    this.#waiting = []
    try {
      const outcomes: readonly Outcome<unknown>[] = await this.inner.inspect(entries.map(({look}) => look))
      entries.forEach((entry, index) => {
        const outcome = outcomes[index] ?? failed(entry, 'the connection gave no answer')
        if (outcome.ok && outcome.value instanceof Uint8Array && outcome.value.length > keptBytes) drop(entry)
        settle(entry, outcome)
      })
    } catch (error) {
      for (const entry of entries) {
        drop(entry)
        settle(entry, isGtError(error) ? {ok: false, error} : failed(entry, messageOf(error)))
      }
    }
  }
}

interface Question {
  open: number
  readonly resolve: () => void
}

interface Entry {
  readonly look: ReadRequest
  readonly keptIn: Map<string, Entry>
  readonly questions: Question[]
  outcome: Outcome<unknown> | undefined
}

function settle(entry: Entry, outcome: Outcome<unknown>): void {
  entry.outcome = outcome
  for (const question of entry.questions) if (--question.open === 0) question.resolve()
  entry.questions.length = 0
}

function drop({keptIn, look}: Entry): void {
  keptIn.delete(look.path)
}

/** Looks of one kind differ in the path only. */
function kindOf(look: ReadRequest): string {
  if (look.op === 'read' && look.maxBytes !== undefined) return `read ${look.maxBytes}`
  return look.op === 'stat' && look.follow === false ? 'lstat' : look.op
}

function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw outcome.error
}

function failed({look}: Entry, reason: string): Outcome<never> {
  return {ok: false, error: new InputOutputError(look.path, reason)}
}
