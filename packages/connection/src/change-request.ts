import type {Connection, WriteOptions} from '@gt-town/contract'

/** A call of the port that changes files, as data. */
export type ChangeRequest =
  | {readonly op: 'write'; readonly path: string; readonly data: string | Uint8Array; readonly options?: WriteOptions}
  | {readonly op: 'append'; readonly path: string; readonly data: string | Uint8Array}
  | {readonly op: 'mkdirAll'; readonly path: string}
  | {readonly op: 'mkdir'; readonly path: string}
  | {readonly op: 'rename'; readonly from: string; readonly to: string}
  | {readonly op: 'remove'; readonly path: string; readonly options?: {recursive?: boolean}}
  | {readonly op: 'symlink'; readonly target: string; readonly path: string}
  | {readonly op: 'chmod'; readonly path: string; readonly mode: number}

export function perform(connection: Connection, change: ChangeRequest): Promise<void> {
  switch (change.op) {
    case 'write':
      return connection.writeFile(change.path, change.data, change.options)
    case 'append':
      return connection.appendFile(change.path, change.data)
    case 'mkdirAll':
      return connection.mkdirAll(change.path)
    case 'mkdir':
      return connection.mkdir(change.path)
    case 'rename':
      return connection.rename(change.from, change.to)
    case 'remove':
      return connection.remove(change.path, change.options)
    case 'symlink':
      return connection.symlink(change.target, change.path)
    case 'chmod':
      return connection.chmod(change.path, change.mode)
  }
}
