import {
  InputOutputError,
  isGtError,
  messageOf,
  type Connection,
  type ReadRequest,
  type Outcome,
  type Outcomes,
} from '@gt-town/contract'
import {deferred} from '@gt-town/waiting'
import {ConnectionDecorator} from './connection-decorator.js'
import {readOnly} from './read-only.js'

/** Larger files are not kept: they would be read once anyway. */
const keptBytes = 1024 * 1024

/**
 * A read-only connection that gathers all reads of one turn of the event loop into one round trip and never reads the same
 * thing twice, until it is told to `forget`. Written for tens of thousands of reads: one promise a question, not a request.
 */
export class BatchingConnection extends ConnectionDecorator {
  #entries = new Map<string, Map<string, Entry>>()
  #waiting: Entry[] = []

  constructor(inner: Connection) {
    super(readOnly(inner))
  }

  /** From now on everything is read anew. */
  forget(): void {
    this.#entries = new Map()
  }

  override async inspect<const Requests extends readonly ReadRequest[]>(
    requests: Requests,
  ): Promise<Outcomes<Requests>> {
    const entries: Entry[] = []
    let open = 0
    for (const request of requests) {
      const entry = this.#entryOf(request)
      if (entry.outcome === undefined) open++
      entries.push(entry)
    }
    if (open > 0) {
      const {promise, resolve} = deferred()
      const question: Question = {open, resolve}
      for (const entry of entries) if (entry.outcome === undefined) entry.questions.push(question)
      await promise
    }
    return entries.map(
      (entry) => entry.outcome ?? unanswered(entry),
    ) as readonly Outcome<unknown>[] as Outcomes<Requests>
  }

  #entryOf(request: ReadRequest): Entry {
    const kind = kindOf(request)
    let kept = this.#entries.get(kind)
    if (!kept) this.#entries.set(kind, (kept = new Map<string, Entry>()))
    let entry = kept.get(request.path)
    if (!entry) {
      entry = {request, keptIn: kept, questions: [], outcome: undefined}
      kept.set(request.path, entry)
      // Not a microtask: checks that went through fewer of them would be asked for alone.
      if (this.#waiting.push(entry) === 1) setImmediate(() => void this.#answer())
    }
    return entry
  }

  async #answer(): Promise<void> {
    const entries = this.#waiting
    this.#waiting = []
    try {
      const outcomes: readonly Outcome<unknown>[] = await this.inner.inspect(entries.map(({request}) => request))
      entries.forEach((entry, index) => {
        const outcome = outcomes[index] ?? unanswered(entry)
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
  readonly request: ReadRequest
  readonly keptIn: Map<string, Entry>
  readonly questions: Question[]
  outcome: Outcome<unknown> | undefined
}

function settle(entry: Entry, outcome: Outcome<unknown>): void {
  entry.outcome = outcome
  for (const question of entry.questions) if (--question.open === 0) question.resolve()
  entry.questions.length = 0
}

function drop({keptIn, request}: Entry): void {
  keptIn.delete(request.path)
}

/** Requests of one kind differ in the path only. */
function kindOf(request: ReadRequest): string {
  if (request.op === 'read' && request.maxBytes !== undefined) return `read ${request.maxBytes}`
  return request.op === 'stat' && request.follow === false ? 'lstat' : request.op
}

function unanswered(entry: Entry): Outcome<never> {
  return failed(entry, 'the connection gave no answer')
}

function failed({request}: Entry, reason: string): Outcome<never> {
  return {ok: false, error: new InputOutputError(request.path, reason)}
}
