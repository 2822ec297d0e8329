import {ReadOnlyError} from '@gt-town/contract'
import type {Connection, ExecOptions, ExecResult} from '@gt-town/contract'
import {ForwardingConnection} from './forwarding-connection.js'

/** The same machine, to look at only: every write, lock and command that writes is refused with `ReadOnlyError`. */
export function readOnly(connection: Connection): Connection {
  return new ReadOnlyConnection(connection)
}

class ReadOnlyConnection extends ForwardingConnection {
  override async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    if (options.effect === 'read') return this.inner.execute(argv, options)
    return refuse(`running ${argv[0]}`)
  }

  override async writeFile(path: string): Promise<void> {
    return refuse(`writing ${path}`)
  }

  override async appendFile(path: string): Promise<void> {
    return refuse(`appending to ${path}`)
  }

  override async mkdirAll(path: string): Promise<void> {
    return refuse(`making ${path}`)
  }

  override async mkdir(path: string): Promise<void> {
    return refuse(`making ${path}`)
  }

  override async rename(from: string, to: string): Promise<void> {
    return refuse(`renaming ${from} to ${to}`)
  }

  override async remove(path: string): Promise<void> {
    return refuse(`removing ${path}`)
  }

  override async symlink(_target: string, path: string): Promise<void> {
    return refuse(`linking ${path}`)
  }

  override async chmod(path: string): Promise<void> {
    return refuse(`changing the mode of ${path}`)
  }

  override async withLock<T>(path: string): Promise<T> {
    return refuse(`locking ${path}`)
  }
}

async function refuse(what: string): Promise<never> {
  return Promise.reject(new ReadOnlyError(what))
}
