import {createHook, executionAsyncResource} from 'node:async_hooks'

/** One attempt at a task, in this worker. */
export class Attempt {
  readonly id: number
  readonly plugin: string
  readonly log: string[] = []
  /** id of the check, when it is one that runs */
  check: string | undefined
  isOver = false
  #controller: AbortController | undefined

  constructor(id: number, plugin: string) {
    this.id = id
    this.plugin = plugin
  }

  /** Made when somebody looks: hardly any check does, and there may be thousands. */
  get signal(): AbortSignal {
    return (this.#controller ??= new AbortController()).signal
  }

  abort(): void {
    this.#controller ??= new AbortController()
    this.#controller.abort()
  }
}

const mark = Symbol('gt attempt')
type Marked = Record<symbol, Attempt | undefined>

/** The attempt whose first steps run now, before it waits for anything. */
let starting: Attempt | undefined

/**
 * From here on whatever code sets going, timers and promises too, is known to be its attempt's. Until then only its first steps
 * are. Tracking every promise takes longer than most checks do.
 */
export function trackAttempts(): void {
  createHook({
    init(_id, _type, _trigger, resource) {
      const attempt = currentAttempt()
      if (attempt !== undefined) (resource as Marked)[mark] = attempt
    },
  }).enable()
}

export function runAs<T>(attempt: Attempt, body: () => T): T {
  const before = starting
  starting = attempt
  try {
    return body()
  } finally {
    starting = before
  }
}

/** Whose code runs now, as far as it is tracked. */
export function currentAttempt(): Attempt | undefined {
  return starting ?? (executionAsyncResource() as Marked)[mark]
}

/** Whose code made this promise. */
export function attemptOfPromise(promise: object): Attempt | undefined {
  return (promise as Marked)[mark] ?? currentAttempt()
}
