import {ReadOnlyError, type Connection, type ExecOptions, type ExecResult} from '@gt-town/contract'
import type {ChangeRequest} from './change-request.js'
import {ConnectionDecorator} from './connection-decorator.js'

/** The same machine, only to read: every change, lock and command that writes is refused with `ReadOnlyError`. */
export function readOnly(connection: Connection): Connection {
  return new ReadOnlyConnection(connection)
}

class ReadOnlyConnection extends ConnectionDecorator {
  override async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    if (options.effect === 'read') return this.inner.execute(argv, options)
    throw new ReadOnlyError(`running ${argv[0]}`)
  }

  override async withLock<T>(path: string): Promise<T> {
    return Promise.reject(new ReadOnlyError(`locking ${path}`))
  }

  protected override async change(request: ChangeRequest): Promise<void> {
    return Promise.reject(new ReadOnlyError(wordsOf(request)))
  }
}

function wordsOf(request: ChangeRequest): string {
  switch (request.op) {
    case 'write':
      return `writing ${request.path}`
    case 'append':
      return `appending to ${request.path}`
    case 'mkdirAll':
    case 'mkdir':
      return `making ${request.path}`
    case 'rename':
      return `renaming ${request.from} to ${request.to}`
    case 'remove':
      return `removing ${request.path}`
    case 'symlink':
      return `linking ${request.path}`
    case 'chmod':
      return `changing the mode of ${request.path}`
  }
}
