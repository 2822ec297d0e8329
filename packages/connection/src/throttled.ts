import pLimit, {type LimitFunction} from 'p-limit'
import type {Connection, ExecOptions, ExecResult, Health, ProbeOptions} from '@gt-town/contract'
import {ConnectionDecorator} from './connection-decorator.js'

/** Lets only so many programs run at a time: a thousand checks may each want to start one. Files are not held up. */
export class ThrottledConnection extends ConnectionDecorator {
  readonly #limit: LimitFunction

  constructor(inner: Connection, programsAtOnce: number) {
    super(inner)
    this.#limit = pLimit(programsAtOnce)
  }

  override async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    return this.#limit(async () => this.inner.execute(argv, options))
  }

  /** Runs programs too. */
  override async probe(options?: ProbeOptions): Promise<Health> {
    return this.#limit(async () => this.inner.probe(options))
  }
}
