import type {Connection} from '@gt-town/contract'
import {MemoryConnection} from '@gt-town/contract-testing'

/** The methods of the port that ask something of the machine. */
export type Method = Exclude<keyof Connection, 'machine' | 'isHealthy' | typeof Symbol.asyncDispose>

export const tree = {'/town/file': 'old', '/town/folder/inside': 'x', '/town/empty/': ''}

export const machine = (): MemoryConnection => new MemoryConnection(tree, {programs: {date: () => 'now'}})

/**
 * One call of each, with an answer that can be compared: the record has every method, so a new one of the port does not
 * compile before it is here, and is then tried on every decorator.
 */
export const readCalls = {
  inspect: async (connection) =>
    connection.inspect([
      {op: 'read', path: '/town/file'},
      {op: 'list', path: '/town/folder'},
    ]),
  readFile: async (connection) => connection.readFile('/town/file'),
  fileExists: async (connection) => connection.fileExists('/town/file'),
  listDir: async (connection) => connection.listDir('/town/folder'),
  stat: async (connection) => (await connection.stat('/town/file')).size,
  realpath: async (connection) => connection.realpath('/town/file'),
  execute: async (connection) => connection.execute(['date'], {effect: 'read', cwd: '/town'}),
  probe: async (connection) => (await connection.probe({path: '/town'})).cpus,
} satisfies Partial<Record<Method, Call>>

export const writeCalls = {
  writeFile: async (connection) => connection.writeFile('/town/file', 'new'),
  appendFile: async (connection) => connection.appendFile('/town/file', 'er'),
  mkdirAll: async (connection) => connection.mkdirAll('/town/new/deep'),
  mkdir: async (connection) => connection.mkdir('/town/new'),
  rename: async (connection) => connection.rename('/town/file', '/town/moved'),
  remove: async (connection) => connection.remove('/town/folder', {recursive: true}),
  symlink: async (connection) => connection.symlink('file', '/town/link'),
  chmod: async (connection) => connection.chmod('/town/file', 0o600),
  withLock: async (connection) => connection.withLock('/town/file', async () => Promise.resolve('held')),
} satisfies Partial<Record<Method, Call>>

export type Call = (connection: Connection) => Promise<unknown>
export const everyCall: Readonly<Record<Method, Call>> = {...readCalls, ...writeCalls}
