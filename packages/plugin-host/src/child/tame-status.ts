import {createRequire} from 'node:module'
import type V8 from 'node:v8'

const mostBytes = 1024 * 1024

/**
 * What a hook answered to `gt:status`: data that can cross, and not too much of it.
 * @throws Error, DataCloneError
 */
export function tameStatus(value: unknown): unknown {
  const {serialize} = createRequire(process.execPath)('node:v8') as typeof V8
  const size = serialize(value).length
  if (size > mostBytes) throw new Error(`its answer is larger than ${mostBytes} bytes`)
  return value
}
