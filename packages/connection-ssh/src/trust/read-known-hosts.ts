import type {Connection, GtError} from '@gt-town/contract'
import type {ResolvedSsh} from '../config/resolved-ssh.js'
import type {SshTarget} from '../transport/target.js'
import {KnownHosts} from './known-hosts.js'

export interface KnownHostsFile {
  readonly path: string
  readonly hosts: KnownHosts
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

/** What was read of files, by their paths, with what told that they had not changed since. */
const kept = new WeakMap<Connection, Map<string, {readonly stamp: string; readonly hosts: KnownHosts}>>()

/**
 * Reads files of trusted keys in two round trips; one that has not changed since it was read is not read again. One that is
 * missing is empty; one that cannot be read has an `error`.
 * @param connection where the files lie: this machine
 */
export async function readKnownHosts(
  connection: Connection,
  {town, others}: KnownHostsPaths,
): Promise<KnownHostsFile[]> {
  const wanted = [...new Set([...(town === undefined ? [] : [town]), ...others.filter((path) => !noFile.has(path))])]
  const known = kept.get(connection) ?? new Map<string, {stamp: string; hosts: KnownHosts}>()
  kept.set(connection, known)
  // Before it is read: what changes in between is read again the next time.
  const stats = await connection.inspect(wanted.map((path) => ({op: 'stat', path}) as const))
  const stamps = stats.map((outcome) => (outcome.ok ? `${outcome.value.mtimeMs} ${outcome.value.size}` : undefined))
  const changed = wanted.filter((path, index) => {
    const stamp = stamps[index]
    return stamp === undefined || known.get(path)?.stamp !== stamp
  })
  const outcomes = await connection.inspect(changed.map((path) => ({op: 'read', path}) as const))
  return wanted.map((path, index) => {
    const isTowns = path === town
    const before = known.get(path)
    const outcome = outcomes[changed.indexOf(path)]
    if (outcome === undefined && before) return {path, isTowns, hosts: before.hosts}
    if (outcome?.ok) {
      const hosts = new KnownHosts(outcome.value.toString('latin1'))
      const stamp = stamps[index]
      if (stamp !== undefined) known.set(path, {stamp, hosts})
      return {path, isTowns, hosts}
    }
    const empty = {path, isTowns, hosts: new KnownHosts('')}
    return outcome === undefined || outcome.error.code === 'GT_NOT_FOUND' ? empty : {...empty, error: outcome.error}
  })
}
