import {createHook, executionAsyncResource} from 'node:async_hooks'

/** One thing the child was asked to do. */
export class Job {
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

const mark = Symbol('gt job')
type Marked = Record<symbol, Job | undefined>

/** The job whose first steps run now, before it waits for anything. */
let starting: Job | undefined

/**
 * From here on whatever code sets going, timers and promises too, is known to be its job's. Until then only its first steps are.
 * Following every promise takes longer than most checks do.
 */
export function followJobs(): void {
  createHook({
    init(_id, _type, _trigger, resource) {
      const job = currentJob()
      if (job !== undefined) (resource as Marked)[mark] = job
    },
  }).enable()
}

export function runAs<T>(job: Job, body: () => T): T {
  const before = starting
  starting = job
  try {
    return body()
  } finally {
    starting = before
  }
}

/** Whose code runs now, as far as it is followed. */
export function currentJob(): Job | undefined {
  return starting ?? (executionAsyncResource() as Marked)[mark]
}

/** Whose code made this promise. */
export function jobOfPromise(promise: object): Job | undefined {
  return (promise as Marked)[mark] ?? currentJob()
}
