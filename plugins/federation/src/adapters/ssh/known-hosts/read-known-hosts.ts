import type {Connection, GtError} from '@gt-town/contract'
import {parseKnownHosts, type KnownHosts} from './parse-known-hosts.js'

export interface KnownHostsFile extends KnownHosts {
  readonly path: string
  /** why it cannot be read: then nobody can say what it would have refused, and nothing is trusted */
  readonly error?: GtError
}

/** What ssh takes for "no file". */
const nowhere = new Set(['none', '/dev/null'])

/**
 * Reads files of trusted keys in one round trip. One that is missing is empty; one that cannot be read has an `error`.
 * @param connection where the files lie: this machine
 * @param paths absolute, in any order; ssh's `none` and `/dev/null` are left out
 */
export async function readKnownHosts(connection: Connection, paths: readonly string[]): Promise<KnownHostsFile[]> {
  const wanted = [...new Set(paths)].filter((path) => !nowhere.has(path))
  const outcomes = await connection.inspect(wanted.map((path) => ({op: 'read', path}) as const))
  return wanted.map((path, index) => {
    const outcome = outcomes[index]
    if (outcome?.ok) return {path, ...parseKnownHosts(outcome.value.toString('latin1'))}
    const empty = {path, entries: [], broken: 0}
    return outcome === undefined || outcome.error.code === 'GT_NOT_FOUND' ? empty : {...empty, error: outcome.error}
  })
}
