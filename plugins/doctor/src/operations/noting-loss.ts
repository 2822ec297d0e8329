import {
  ForwardingConnection,
  isGtError,
  type ExecOptions,
  type ExecResult,
  type GtError,
  type Health,
  type Look,
  type Outcomes,
  type ProbeOptions,
} from '@gt-town/contract'

/** Remembers that the link was lost: each check that was under way has only its own words for that. */
export class NotingLoss extends ForwardingConnection {
  #loss: GtError | undefined

  /** the first one */
  get loss(): GtError | undefined {
    return this.#loss
  }

  override async inspect<const Looks extends readonly Look[]>(looks: Looks): Promise<Outcomes<Looks>> {
    return this.#noting(this.inner.inspect(looks))
  }

  override async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    return this.#noting(this.inner.execute(argv, options))
  }

  override async probe(options?: ProbeOptions): Promise<Health> {
    return this.#noting(this.inner.probe(options))
  }

  async #noting<T>(work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      if (isGtError(error, 'GT_CONNECTION_LOST')) this.#loss ??= error
      throw error
    }
  }
}
