import {ForwardingConnection} from './forwarding-connection.js'
import {
  isGtError,
  type ExecOptions,
  type ExecResult,
  type GtError,
  type Health,
  type ReadRequest,
  type Outcomes,
  type ProbeOptions,
  type WriteOptions,
} from '@gt-town/contract'

/** Remembers that the link was lost: each check that was under way has only its own words for that. */
export class NotingLoss extends ForwardingConnection {
  #loss: GtError | undefined

  /** the first one */
  get loss(): GtError | undefined {
    return this.#loss
  }

  override async inspect<const Requests extends readonly ReadRequest[]>(looks: Requests): Promise<Outcomes<Requests>> {
    return this.#noting(this.inner.inspect(looks))
  }

  override async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    return this.#noting(this.inner.execute(argv, options))
  }

  override async probe(options?: ProbeOptions): Promise<Health> {
    return this.#noting(this.inner.probe(options))
  }

  override async writeFile(path: string, data: string | Uint8Array, options?: WriteOptions): Promise<void> {
    return this.#noting(this.inner.writeFile(path, data, options))
  }

  override async appendFile(path: string, data: string | Uint8Array): Promise<void> {
    return this.#noting(this.inner.appendFile(path, data))
  }

  override async mkdirAll(path: string): Promise<void> {
    return this.#noting(this.inner.mkdirAll(path))
  }

  override async mkdir(path: string): Promise<void> {
    return this.#noting(this.inner.mkdir(path))
  }

  override async rename(from: string, to: string): Promise<void> {
    return this.#noting(this.inner.rename(from, to))
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
