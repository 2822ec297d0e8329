import {
  ForwardingConnection,
  type Connection,
  type ExecOptions,
  type ExecResult,
  type Health,
  type ProbeOptions,
} from '@gt-town/contract'

/** Lets only so many programs run at a time: a thousand checks may each want to start one. Files are not held up. */
export class FewProcesses extends ForwardingConnection {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(inner: Connection, most: number) {
    super(inner)
    this.#free = most
  }

  override async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    return this.#inTurn(async () => this.inner.execute(argv, options))
  }

  /** Asks programs too. */
  override async probe(options?: ProbeOptions): Promise<Health> {
    return this.#inTurn(async () => this.inner.probe(options))
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#free--
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }
}
