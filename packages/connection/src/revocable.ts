import {readOnly} from './read-only.js'
import type {Connection} from '@gt-town/contract'

/** A connection that can only look once it is revoked: a fix that is over must not go on writing behind our back. */
export function revocable(connection: Connection): {connection: Connection; revoke: () => void} {
  let current = connection
  const proxy = new Proxy(connection, {
    get(_target, key) {
      const value: unknown = Reflect.get(current, key, current)
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(current) : value
    },
  })
  return {connection: proxy, revoke: () => void (current = readOnly(connection))}
}
