import type {Connection, GtError} from '@gt-town/contract'
import type {ResolvedSsh} from '../config/resolved-ssh.js'
import type {SshTarget} from '../transport/target.js'
import {parseKnownHosts, type KnownHosts} from './parse-known-hosts.js'

export interface KnownHostsFile extends KnownHosts {
  readonly path: string
  /** where this file has keys for a name, no other file says whom to trust under it */
  readonly isTowns?: boolean
  /** why it cannot be read: then nobody can say what it would have refused, and nothing is trusted */
  readonly error?: GtError
}

/** Absolute paths of files with trusted keys. */
export interface KnownHostsPaths {
  readonly town: string | undefined
  /** of the user and the system; ssh's `none` and `/dev/null` are left out */
  readonly others: readonly string[]
}

/** The files that count for a machine. */
export function knownHostsPaths(
  {knownHosts}: Pick<SshTarget, 'knownHosts'>,
  {userKnownHostsFiles, globalKnownHostsFiles}: ResolvedSsh,
): KnownHostsPaths {
  return {town: knownHosts, others: [...userKnownHostsFiles, ...globalKnownHostsFiles]}
}

/** What ssh takes for "no file". */
const noFile = new Set(['none', '/dev/null'])

/**
 * Reads files of trusted keys in one round trip. One that is missing is empty; one that cannot be read has an `error`.
 * @param connection where the files lie: this machine
 */
export async function readKnownHosts(
  connection: Connection,
  {town, others}: KnownHostsPaths,
): Promise<KnownHostsFile[]> {
  const wanted = [...new Set([...(town === undefined ? [] : [town]), ...others.filter((path) => !noFile.has(path))])]
  const outcomes = await connection.inspect(wanted.map((path) => ({op: 'read', path}) as const))
  return wanted.map((path, index) => {
    const outcome = outcomes[index]
    const isTowns = path === town
    if (outcome?.ok) return {path, isTowns, ...parseKnownHosts(outcome.value.toString('latin1'))}
    const empty = {path, isTowns, entries: [], broken: 0}
    return outcome === undefined || outcome.error.code === 'GT_NOT_FOUND' ? empty : {...empty, error: outcome.error}
  })
}
