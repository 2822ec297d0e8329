import type {
  Connection,
  ExecOptions,
  ExecResult,
  Health,
  LockOptions,
  ReadRequest,
  Outcomes,
  ProbeOptions,
} from '@gt-town/contract'
import {BaseConnection} from './base-connection.js'
import {perform, type ChangeRequest} from './change-request.js'

/** Passes everything on. A decorator extends it and overrides the kinds of calls that it changes, or `pass` for all of them. */
export class ConnectionDecorator extends BaseConnection {
  protected inner: Connection

  constructor(inner: Connection) {
    super()
    this.inner = inner
  }

  get machine(): string {
    return this.inner.machine
  }

  async inspect<const Requests extends readonly ReadRequest[]>(requests: Requests): Promise<Outcomes<Requests>> {
    return this.pass(async () => this.inner.inspect(requests))
  }

  async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    return this.pass(async () => this.inner.execute(argv, options))
  }

  async withLock<T>(
    path: string,
    body: (held: {signal: AbortSignal}) => Promise<T>,
    options?: LockOptions,
  ): Promise<T> {
    return this.pass(async () => this.inner.withLock(path, body, options))
  }

  async probe(options?: ProbeOptions): Promise<Health> {
    return this.pass(async () => this.inner.probe(options))
  }

  isHealthy(): boolean {
    return this.inner.isHealthy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.inner[Symbol.asyncDispose]()
  }

  protected async change(request: ChangeRequest): Promise<void> {
    return this.pass(async () => perform(this.inner, request))
  }

  /** Around every call that is passed on, of whatever kind. */
  protected async pass<T>(call: () => Promise<T>): Promise<T> {
    return call()
  }
}
