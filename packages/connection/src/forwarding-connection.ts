import type {
  Connection,
  DirEntry,
  ExecOptions,
  ExecResult,
  Health,
  LockOptions,
  ReadRequest,
  Outcomes,
  ProbeOptions,
  Stat,
  WriteOptions,
} from '@gt-town/contract'

/** Passes everything on. Decorators extend it and override what they change. */
export class ForwardingConnection implements Connection {
  protected readonly inner: Connection

  constructor(inner: Connection) {
    this.inner = inner
  }

  get machine(): string {
    return this.inner.machine
  }

  async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    return this.inner.execute(argv, options)
  }

  async inspect<const Requests extends readonly ReadRequest[]>(looks: Requests): Promise<Outcomes<Requests>> {
    return this.inner.inspect(looks)
  }

  async readFile(path: string, options?: {maxBytes?: number}): Promise<Buffer> {
    return this.inner.readFile(path, options)
  }

  async fileExists(path: string): Promise<boolean> {
    return this.inner.fileExists(path)
  }

  async listDir(path: string): Promise<DirEntry[]> {
    return this.inner.listDir(path)
  }

  async stat(path: string, options?: {follow?: boolean}): Promise<Stat> {
    return this.inner.stat(path, options)
  }

  async realpath(path: string): Promise<string> {
    return this.inner.realpath(path)
  }

  async writeFile(path: string, data: string | Uint8Array, options?: WriteOptions): Promise<void> {
    return this.inner.writeFile(path, data, options)
  }

  async appendFile(path: string, data: string | Uint8Array): Promise<void> {
    return this.inner.appendFile(path, data)
  }

  async mkdirAll(path: string): Promise<void> {
    return this.inner.mkdirAll(path)
  }

  async mkdir(path: string): Promise<void> {
    return this.inner.mkdir(path)
  }

  async rename(from: string, to: string): Promise<void> {
    return this.inner.rename(from, to)
  }

  async remove(path: string, options?: {recursive?: boolean}): Promise<void> {
    return this.inner.remove(path, options)
  }

  async symlink(target: string, path: string): Promise<void> {
    return this.inner.symlink(target, path)
  }

  async chmod(path: string, mode: number): Promise<void> {
    return this.inner.chmod(path, mode)
  }

  async probe(options?: ProbeOptions): Promise<Health> {
    return this.inner.probe(options)
  }

  isHealthy(): boolean {
    return this.inner.isHealthy()
  }

  async withLock<T>(
    path: string,
    body: (held: {signal: AbortSignal}) => Promise<T>,
    options?: LockOptions,
  ): Promise<T> {
    return this.inner.withLock(path, body, options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.inner[Symbol.asyncDispose]()
  }
}
