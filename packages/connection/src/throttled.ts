import pLimit, {type LimitFunction} from 'p-limit'
import type {Connection, ExecOptions, ExecResult, Health, ProbeOptions} from '@gt-town/contract'
import {ForwardingConnection} from './forwarding-connection.js'

/** Lets only so many programs run at a time: a thousand checks may each want to start one. Files are not held up. */
export class FewProcesses extends ForwardingConnection {
  readonly #limit: LimitFunction

  constructor(inner: Connection, most: number) {
    super(inner)
    this.#limit = pLimit(most)
  }

  override async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    return this.#limit(async () => this.inner.execute(argv, options))
  }

  /** Asks programs too. */
  override async probe(options?: ProbeOptions): Promise<Health> {
    return this.#limit(async () => this.inner.probe(options))
  }
}
